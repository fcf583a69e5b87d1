// ITV090: all or part of a file or script could not be read, so it is not known what it deploys.
import type { Rule } from "./rule.ts";

export const unreadable: Rule = {
  id: "ITV090",
  name: "unreadable",
  severity: "warning",
  precision: "high",
  tags: ["deploy"],
  summary: "A file or script could not be read completely.",
  why: "What could not be read was not checked, and it may contain a deploy.",
  remedy: "Correct the syntax error there. Everything else was checked.",
  onProblem: ({ path, range, message }) => ({
    severity: "warning",
    message,
    place: { path, range: () => range },
    subject: message,
  }),
};
