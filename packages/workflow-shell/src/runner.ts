// The variables that a runner sets for every step, as values from the `github` context.
// https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables
import { FILE_START, type SourcePlace } from "@deploy-actions/workflow-source";
import { githubContext, type Triggers } from "@deploy-actions/workflow-source/expression";
import { only } from "@deploy-actions/workflow-source/value";
import { STEP_FILES } from "./redirect.ts";
import type { Run } from "./run.ts";

/** `path` is the path of the workflow. */
export function runnerLayer(path: string, triggers: Triggers): Run["inherited"] {
  const place: SourcePlace = { path, range: () => FILE_START };
  return (name) => {
    if (name === "GITHUB_ENV") return only(STEP_FILES.environment);
    if (name === "GITHUB_OUTPUT") return only(STEP_FILES.outputs);
    if (name === "GITHUB_PATH") return only(STEP_FILES.path);
    if (name === "CI" || name === "GITHUB_ACTIONS") return only("true");
    const property = /^(?:GITHUB|GITEA|FORGEJO)_([A-Z_]+)$/.exec(name)?.[1]?.toLowerCase();
    if (property === undefined || property === "event_path" || property === "token") return undefined;
    return githubContext(["github", property], triggers, place)?.map(({ text }) => ({ text, trail: [] }));
  };
}
