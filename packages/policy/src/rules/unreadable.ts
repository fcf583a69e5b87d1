// ITV090: a file or script, or a part of one, could not be read, so what it deploys is not known.
import type { Rule } from "./rule.ts";

export const unreadable: Rule = {
  id: "ITV090",
  name: "unreadable",
  severity: "warning",
  precision: "high",
  tags: ["deploy"],
  summary: "A file or script could not be read in full.",
  why: "What could not be read could not be checked: a deploy may stand in it.",
  remedy: "Correct the syntax at that place. Everything else was checked.",
  onProblem: ({ path, range, message }) => ({
    severity: "warning",
    message,
    place: { path, range: () => range },
    subject: message,
  }),
};
