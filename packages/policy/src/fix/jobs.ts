// What fixes need to know about a workflow's jobs: which jobs run before others, and which outputs they pass on.
import { parseYaml } from "@deploy-actions/workflow";

export type Jobs = {
  /** The jobs that must finish before a job starts, directly (`needs:`) or transitively. */
  before(job: string): ReadonlySet<string>;
  /** How `job` can refer to the value of `expression` in the job `producer`, which it needs: `needs.build.outputs.tag`. */
  outputReference(producer: string, job: string, expression: string): string | undefined;
};

/** `text` is the workflow file; an invalid file has no jobs. Parsed lazily, since most findings get no fix. */
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
    outputReference(producer, job, expression) {
      if (!needs(job).includes(producer)) return undefined;
      const outputs = jobNamed(producer)?.get("outputs")?.entries() ?? [];
      const output = outputs.find(({ value }) => spaceless(value.text()?.value) === spaceless(expression));
      return output === undefined ? undefined : `\${{ needs.${producer}.outputs.${output.key} }}`;
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
