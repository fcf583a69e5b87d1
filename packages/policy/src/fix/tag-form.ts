// The ways to write at one place of a workflow what stands at another: as it is, and in terms that mean the same in every job.
import type { Jobs } from "./jobs.ts";

/** Nothing that would run a command again, or end a quoted text. */
const MOVABLE = /^(?:\$\{\{[^{}"'\n]*\}\}|\$[A-Za-z_]\w*(?!\w)|\$\{[A-Za-z_]\w*(?::\d*:\d+)?\}|[\w./:-])+$/;
const EXPRESSION = /\$\{\{[^{}]*\}\}/g;
const COMMIT = /\$\{GITHUB_SHA\}|\$GITHUB_SHA\b|\$\{\{\s*env\.GITHUB_SHA\s*\}\}/g;

/** What `written` in the job `giver` may be written as in `job`, the plainest first; empty for what cannot be moved. */
export function tagForms(written: string, giver: string, job: string, jobs: Jobs): readonly string[] {
  if (!MOVABLE.test(written)) return [];
  const forms = [written, written.replace(COMMIT, "${{ github.sha }}"), handedOn(written, giver, job, jobs)];
  return [...new Set(forms.filter((form) => form !== undefined))];
}

/** With every expression that `giver` has as an output asked for as such; undefined where one is no output. */
function handedOn(written: string, giver: string, job: string, jobs: Jobs): string | undefined {
  let isComplete = true;
  const form = written.replace(EXPRESSION, (expression) => {
    const asked = jobs.handedOn(giver, job, expression);
    isComplete &&= asked !== undefined;
    return asked ?? expression;
  });
  return isComplete ? form : undefined;
}
