// What a fix has to know of a workflow's jobs: which end before another begins, and what one hands on to another.
import { parseYaml } from "@deploy-actions/workflow";

export type Jobs = {
  /** The jobs that a job waits for, directly (`needs:`) or through others. */
  before(job: string): ReadonlySet<string>;
  /** How `job` can ask for a value that `giver`, which it needs, has under `expression`: `needs.build.outputs.tag`. */
  handedOn(giver: string, job: string, expression: string): string | undefined;
};

/** `text` is the workflow's. A file that is broken has no jobs. Read when somebody first asks: most findings get no fix. */
export function jobsIn(path: string, text: string): Jobs {
  let jobs: ReturnType<typeof readJobs> | undefined;
  const jobNamed = (id: string) => {
    jobs ??= readJobs(path, text);
    return jobs.get(id);
  };
  const needs = (job: string): readonly string[] => {
    const written = jobNamed(job)?.get("needs");
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
      const outputs = jobNamed(giver)?.get("outputs")?.entries() ?? [];
      const output = outputs.find(({ value }) => spaceless(value.text()?.value) === spaceless(expression));
      return output === undefined ? undefined : `\${{ needs.${giver}.outputs.${output.key} }}`;
    },
  };
}

function readJobs(path: string, text: string) {
  const entries = parseYaml({ path, text }).root?.get("jobs")?.entries() ?? [];
  return new Map(entries.map(({ key, value }) => [key, value]));
}

function spaceless(text: string | undefined): string | undefined {
  return text?.replace(/\s+/g, "");
}
