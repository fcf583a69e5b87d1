// What a fix has to know of a workflow's jobs: which end before another begins, and what one hands on to another.
import { parseYaml } from "@deploy-actions/workflow";

export type Jobs = {
  /** The jobs that a job waits for, directly (`needs:`) or through others. */
  before(job: string): ReadonlySet<string>;
  /** How `job` can ask for a value that `giver`, which it needs, has under `expression`: `needs.build.outputs.tag`. */
  handedOn(giver: string, job: string, expression: string): string | undefined;
};

/** `text` is the workflow's. A file that is broken has no jobs. */
export function jobsIn(path: string, text: string): Jobs {
  const entries = parseYaml({ path, text }).root?.get("jobs")?.entries() ?? [];
  const jobs = new Map(entries.map(({ key, value }) => [key, value]));
  const needs = (job: string): readonly string[] => {
    const written = jobs.get(job)?.get("needs");
    const one = written?.text()?.value;
    return one === undefined ? (written?.items() ?? []).flatMap((item) => item.text()?.value ?? []) : [one];
  };
  return {
    before(job) {
      const found = new Set<string>();
      const open = [...needs(job)];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (found.has(next)) continue;
        found.add(next);
        open.push(...needs(next));
      }
      return found;
    },
    handedOn(giver, job, expression) {
      if (!needs(job).includes(giver)) return undefined;
      const outputs = jobs.get(giver)?.get("outputs")?.entries() ?? [];
      const output = outputs.find(({ value }) => spaceless(value.text()?.value) === spaceless(expression));
      return output === undefined ? undefined : `\${{ needs.${giver}.outputs.${output.key} }}`;
    },
  };
}

function spaceless(text: string | undefined): string | undefined {
  return text?.replace(/\s+/g, "");
}
