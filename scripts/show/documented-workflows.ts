// Prints every workflow that the documents show, and the result of each job when act ran it exactly as its page shows it.
import { goTool } from "../../test/engine/go-tool.ts";
import { manifest, nameOf, type RunEntry } from "../../test/workflows/documented/manifest.ts";
import { prepareStand, type Stand } from "../../test/workflows/documented/stand.ts";

/** True when each job ended as its entry in the manifest says. */
export async function documentedWorkflows(): Promise<boolean> {
  const act = await goTool("act");
  if ("reason" in act) throw new Error(act.reason);
  const stand = await prepareStand(act.path);
  try {
    let good = 0;
    for (const entry of manifest.run) good += (await shown(stand, entry)) ? 1 : 0;
    for (const entry of manifest.notRun) console.log(`not run   ${nameOf(entry)}\n          ${entry.reason}`);
    console.log(
      `\n${good} of ${manifest.run.length} ended as the manifest says; ${manifest.notRun.length} kinds cannot be run here`,
    );
    return good === manifest.run.length;
  } finally {
    await stand.end();
  }
}

async function shown(stand: Stand, entry: RunEntry): Promise<boolean> {
  const began = performance.now();
  const { jobs, log } = await stand.run(entry, new AbortController().signal);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const isAsExpected =
    JSON.stringify(Object.entries(jobs).sort()) === JSON.stringify(Object.entries(entry.jobs).sort()) &&
    entry.says.every((words) => log.includes(words));
  const ends = Object.entries(jobs).map(([job, end]) => `${job} ${end}`);
  console.log(
    `${isAsExpected ? "as said" : "NOT SO "}   ${nameOf(entry)}, on ${entry.event}: ${ends.join(", ") || "no job ran"} (${seconds} s)`,
  );
  if (!isAsExpected) console.log(log.split("\n").slice(-40).join("\n").replace(/^/gm, "          | "));
  return isAsExpected;
}
