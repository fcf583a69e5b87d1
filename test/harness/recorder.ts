// Stand-ins for programs: each writes down how it was called and with which environment, and then answers as told or runs the real program.
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { z } from "zod";

const Call = z.object({
  program: z.string(),
  argv: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  stdin: z.string(),
});
export type Call = z.output<typeof Call>;

/** What a stand-in does when its arguments, joined by spaces, match. The first match counts; without one it exits with 0. */
export type Answer = {
  readonly to: RegExp;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
};

export interface Recorder extends AsyncDisposable {
  /** The value for PATH: the stand-ins first, then this machine's programs. */
  readonly path: string;
  readonly folder: string;
  readonly calls: () => Promise<Call[]>;
}

/** `programs`: their answers, or "real" for one that is only watched. */
export async function recorder(programs: Readonly<Record<string, readonly Answer[] | "real">>): Promise<Recorder> {
  const folder = await mkdtemp(join(tmpdir(), "recorder-"));
  const log = join(folder, "calls.jsonl");
  await writeFile(log, "");
  for (const [name, answers] of Object.entries(programs)) {
    const file = join(folder, name);
    await writeFile(file, standIn(name, answers, log));
    await chmod(file, 0o755);
  }
  return {
    folder,
    path: [folder, process.env.PATH ?? ""].join(delimiter),
    calls: async () => {
      const lines = (await readFile(log, "utf8")).split("\n").filter((line) => line !== "");
      return lines.map((line) => Call.parse(JSON.parse(line)));
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function standIn(program: string, answers: readonly Answer[] | "real", log: string): string {
  const real = answers === "real" ? realPath(program) : "";
  const table =
    answers === "real"
      ? "real"
      : answers.map(({ to, ...answer }) => ({ ...answer, source: to.source, flags: to.flags }));
  return `#!${process.execPath}
const { appendFileSync, readFileSync } = require("node:fs");
const { spawnSync } = require("node:child_process");
const argv = process.argv.slice(2);
const table = ${JSON.stringify(table)};
// The environment as it was given: Node itself adds nothing.
const env = { ...process.env };
let stdin = "";
if (table !== "real") try { stdin = readFileSync(0, "utf8"); } catch {}
appendFileSync(${JSON.stringify(log)}, JSON.stringify({ program: ${JSON.stringify(program)}, argv, env, stdin }) + "\\n");
if (table === "real") {
  const { status } = spawnSync(${JSON.stringify(real)}, argv, { stdio: "inherit" });
  process.exitCode = status ?? 1;
} else {
  const answer = table.find(({ source, flags }) => new RegExp(source, flags).test(argv.join(" "))) ?? {};
  process.stdout.write(answer.stdout ?? "");
  process.stderr.write(answer.stderr ?? "");
  process.exitCode = answer.code ?? 0;
}
`;
}

function realPath(program: string): string {
  const found = (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`there is no ${program} on this machine`);
  return found;
}
