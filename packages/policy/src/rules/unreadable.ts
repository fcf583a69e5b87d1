// ITV090: all or part of a file or script could not be read, so it is not known what it deploys.
import { FILE_START } from "@deploy-actions/workflow";
import type { Finding } from "../finding.ts";
import { openQuestion } from "./open-question.ts";
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
  onProblem: ({ path, range, message }, { settings }) => ({
    severity: openQuestion(settings),
    message,
    place: { path, range: () => range },
    subject: message,
  }),
};

/** The configuration leaves nothing to check. Not subject to the configuration itself. */
export function everythingExcluded(path: string, workflows: number, strict: boolean): Finding {
  const { id: rule, name } = unreadable;
  const what = workflows === 1 ? "the only workflow" : `all ${workflows} workflows`;
  const message = `The setting paths excludes ${what}, so nothing was checked. Include a workflow that deploys, or remove this check.`;
  const place = { path, range: FILE_START };
  return {
    ...place,
    rule,
    name,
    severity: openQuestion({ strict }),
    message,
    subject: "paths",
    chain: [],
    related: [],
  };
}
