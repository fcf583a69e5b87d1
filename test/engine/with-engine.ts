// node test/engine/with-engine.ts [--with registries,postgres,containerd] -- COMMAND ARGS…
// Runs COMMAND with a Docker engine and the requested parts, and afterwards removes exactly what it started.
// Inside a running session it just runs COMMAND. The exit code is COMMAND's; 1 when there is no engine.

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { runningSession } from "./index.ts";
import { whenParentEnds } from "./parent.ts";
import { EngineError, progress } from "./progress.ts";
import { parts as known, type Part, startSession } from "./session.ts";
import { noteCommand } from "./session-folder.ts";

const usage = "usage: with-engine.ts [--with registries,postgres,containerd] -- COMMAND ARGS…";
const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(name, () => stopping.abort(128 + constants.signals[name]));
}
// Only under npm: otherwise a program may outlive the shell that started it on purpose.
if (process.env.npm_lifecycle_event !== undefined) whenParentEnds(() => stopping.abort(128 + constants.signals.SIGHUP));

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (stopping.signal.aborted) return Number(stopping.signal.reason);
  console.error(error instanceof EngineError ? `error: ${error.message}` : error);
  return 1;
});

async function main(argv: readonly string[]): Promise<number> {
  const { parts, command } = parseArguments(argv);
  const outer = runningSession(process.env);
  if (outer !== undefined) {
    const missing = [...parts].filter((part) => outer[part] === undefined);
    if (missing.length > 0)
      throw new EngineError(`the running session has no ${missing.join(" and no ")}; start it with them`);
    return runChild(command, process.env);
  }
  const umask = process.umask(0o022); // other users run what is started here, so they need access
  const running = await startSession(parts, stopping.signal);
  process.umask(umask);
  try {
    return await runChild(command, running.env, running.folder);
  } finally {
    progress("removing what was started");
    await running.end();
  }
}

function parseArguments(argv: readonly string[]): {
  parts: ReadonlySet<Part>;
  command: readonly [string, ...string[]];
} {
  const separator = argv.indexOf("--");
  const [program, ...rest] = separator < 0 ? [] : argv.slice(separator + 1);
  const [option, list, ...more] = separator < 0 ? argv : argv.slice(0, separator);
  if (program === undefined || more.length > 0 || (option !== undefined && (option !== "--with" || list === undefined)))
    throw new EngineError(usage);
  return { parts: new Set((list ?? "").split(",").filter(Boolean).map(parsePart)), command: [program, ...rest] };
}

function parsePart(name: string): Part {
  const part = known.find((each) => each === name);
  if (part !== undefined) return part;
  throw new EngineError(`--with knows ${known.map((each) => `"${each}"`).join(", ")}, not "${name}"; ${usage}`);
}

/** A signal to us is passed on to the command and all it started; it has 10 s to end before it is killed. */
function runChild(
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
  session?: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: "inherit", detached: true });
    if (child.pid !== undefined && session !== undefined) noteCommand(session, child.pid);
    const toGroup = (name: NodeJS.Signals): void => {
      const lives = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
      if (lives) process.kill(-Number(child.pid), name);
    };
    const passOn = (): void => {
      toGroup("SIGTERM");
      setTimeout(() => toGroup("SIGKILL"), 10_000).unref();
    };
    stopping.signal.addEventListener("abort", passOn);
    if (stopping.signal.aborted) passOn();
    child.on("error", (error) => reject(new EngineError(`${program} could not be started: ${error.message}`)));
    child.on("exit", (code, signal) => {
      const own = code ?? 128 + constants.signals[signal ?? "SIGKILL"];
      resolve(stopping.signal.aborted ? Number(stopping.signal.reason) : own);
    });
  });
}
