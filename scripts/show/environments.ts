// Runs every shipped action that starts programs in a job full of secrets, with stand-ins for the programs, and prints what each program got.
import { type Observed, OF_THE_JOB, OF_THE_RUNNER, observeChildren, plantedIn } from "../../test/harness/children.ts";

/** Programs that the user's input names: they get the job's variables, as in a `run:` step, but never the runner's tokens. */
const OWN = ["migrate-tool", "bash"];

/** The marker by which a program's processes are found again; it is in every environment and says nothing. */
const MARKER = "DEPLOY_ACTIONS_PROCESS";

export async function environments(): Promise<boolean> {
  const calls = await observeChildren();
  const rows = new Map<string, { calls: number; names: Set<string>; planted: Set<string>; own: boolean }>();
  for (const call of calls) {
    const key = `${call.program} ${subcommand(call)}`.trim();
    const row = rows.get(key) ?? { calls: 0, names: new Set(), planted: new Set(), own: OWN.includes(call.program) };
    row.calls += 1;
    for (const name of Object.keys(call.env)) if (name !== MARKER) row.names.add(name);
    for (const name of plantedIn(call, row.own ? OF_THE_RUNNER : { ...OF_THE_RUNNER, ...OF_THE_JOB }))
      row.planted.add(name);
    rows.set(key, row);
  }
  for (const [program, { calls: count, names, planted, own }] of [...rows].sort(([a], [b]) => a.localeCompare(b))) {
    console.log(`${program} (${count} ${count === 1 ? "call" : "calls"}${own ? ", the user's own" : ""})`);
    console.log(
      `  gets   ${
        [...names]
          .filter((name) => !(own && name in OF_THE_JOB))
          .sort()
          .join(" ") || "nothing"
      }`,
    );
    if (own)
      console.log(
        `         and the ${Object.keys(OF_THE_JOB).length} variables that this job sets, as in a \`run:\` step`,
      );
    console.log(`  secret ${planted.size === 0 ? (own ? "none of the runner's" : "none") : [...planted].join(" ")}\n`);
  }
  const leaking = [...rows.values()].filter(({ planted }) => planted.size > 0).length;
  console.log(
    `${calls.length} calls of ${rows.size} commands by ${new Set(calls.map(({ run }) => run)).size} actions, in a job with ${Object.keys(OF_THE_JOB).length} variables and ${Object.keys(OF_THE_RUNNER).length} of the runner's: ${leaking} commands see what they must not`,
  );
  return leaking === 0 && calls.length > 0;
}

/** "compose config" rather than its arguments. */
function subcommand({ program, argv }: Observed): string {
  if (program !== "docker") return "";
  if (argv[0] === "compose") return `compose ${argv.find((each) => ["config", "up", "down"].includes(each)) ?? ""}`;
  return argv.slice(0, ["container", "image", "volume", "buildx", "system"].includes(argv[0] ?? "") ? 2 : 1).join(" ");
}
