// Finds ways to write a tag from one place of a workflow at another: unchanged, or in terms that have the same value in every job.
import type { Jobs } from "./jobs.ts";

/** Excludes text that would run a command again or end a quoted string. */
const MOVABLE = /^(?:\$\{\{[^{}"'\n]*\}\}|\$[A-Za-z_]\w*(?!\w)|\$\{[A-Za-z_]\w*(?::\d*:\d+)?\}|[\w./:-])+$/;
const EXPRESSION = /\$\{\{[^{}]*\}\}/g;
const COMMIT = /\$\{GITHUB_SHA\}|\$GITHUB_SHA\b|\$\{\{\s*env\.GITHUB_SHA\s*\}\}/g;

/** Ways to write `written`, from the job `producer`, in the job `job`, simplest first. Empty if it cannot be moved. */
export function tagForms(written: string, producer: string, job: string, jobs: Jobs): readonly string[] {
  if (!MOVABLE.test(written)) return [];
  const forms = [written, written.replace(COMMIT, "${{ github.sha }}"), outputReference(written, producer, job, jobs)];
  return [...new Set(forms.filter((form) => form !== undefined))];
}

/** Replaces each expression with the output of `producer` that holds its value; undefined if one of them is not an output. */
function outputReference(written: string, producer: string, job: string, jobs: Jobs): string | undefined {
  let isComplete = true;
  const form = written.replace(EXPRESSION, (expression) => {
    const asked = jobs.outputReference(producer, job, expression);
    isComplete &&= asked !== undefined;
    return asked ?? expression;
  });
  return isComplete ? form : undefined;
}
