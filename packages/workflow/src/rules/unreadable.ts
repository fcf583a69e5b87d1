// ITV090: a file or script that could not be read, so what it deploys is not known.
import type { Rule } from "./rule.ts";

export const unreadable: Rule = {
  id: "ITV090",
  name: "unreadable",
  onProblem: ({ message }) => ({ severity: "warning", message }),
};
