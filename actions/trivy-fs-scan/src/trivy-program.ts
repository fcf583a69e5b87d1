// Finds the user's Trivy and refuses the releases that are known to steal secrets, before they are run where that can be told.

import { createReadStream } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import type { Command } from "@deploy-actions/target";
import { ScanError } from "./scan-error.ts";
import { versionCommand } from "./trivy-command.ts";

export type Trivy = { readonly path: string; readonly version: string };

/** CVE-2026-33634, GHSA-69fq-xp46-6x23: 0.69.4 on every channel, 0.69.5 and 0.69.6 on Docker Hub. */
const MALICIOUS = ["0.69.4", "0.69.5", "0.69.6"];

/** The absolute path of the Trivy to use; `given` is the input trivy-path. Throws ScanError "no-trivy". Nothing is started. */
export function locateTrivy(given: string | undefined, environment: Readonly<NodeJS.ProcessEnv>): Promise<string> {
  return given === undefined ? onPath(environment) : named(resolve(given));
}

/** Which Trivy that is. Throws ScanError: it is a malicious release, or no Trivy at all. `folder` is an empty one to run in. */
export async function examineTrivy(path: string, folder: string, signal: AbortSignal): Promise<Trivy> {
  for await (const version of versionsBuiltInto(path)) refuse(path, version);
  const { exitCode, stdout, stderr } = await saidBy(versionCommand(path, folder), signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw noTrivy(path, error instanceof Error ? error.message : String(error));
  });
  const version = versionIn(stdout);
  if (exitCode !== 0 || version === undefined) throw noTrivy(path, firstLine(stderr) ?? firstLine(stdout));
  refuse(path, version);
  return { path, version };
}

function noTrivy(path: string, why = "it said nothing"): ScanError {
  return new ScanError("no-trivy", {
    message: `${path} is not a Trivy that runs here: ${why.replace(/\.$/, "")}.`,
    state: "Nothing was scanned.",
    next: "Point trivy-path at a Trivy binary for this machine.",
  });
}

const PATIENCE_MS = 60_000;

/**
 * What a short program of this runner prints, by @actions/exec. It can't be cancelled: we stop waiting, and the runner, which knows
 * the program by RUNNER_TRACKING_ID, ends it with the job. The scan itself runs on the target, which ends what it started.
 */
async function saidBy({ argv: [program, ...args], cwd = "", inherit = [] }: Command, signal: AbortSignal) {
  const { getExecOutput } = await import("@actions/exec");
  const env: Record<string, string> = {};
  for (const name of inherit) if (process.env[name] !== undefined) env[name] = process.env[name];
  const late = new Error(`it did not say its version within ${PATIENCE_MS / 1000} seconds`);
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const cancel = () => reject(signal.reason);
  const timer = setTimeout(() => reject(late), PATIENCE_MS);
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    const options = { cwd, env, silent: true, ignoreReturnCode: true };
    return await Promise.race([stopped, getExecOutput(`"${program.replaceAll('"', '\\"')}"`, args, options)]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  }
}

/** The version in what `trivy --version` prints. */
export function versionIn(printed: string): string | undefined {
  return /^Version: v?(\d+\.\d+\.\d+\S*)/m.exec(printed)?.[1];
}

/** Throws ScanError for a version that is known to be malicious. */
export function refuse(path: string, version: string): void {
  if (!MALICIOUS.includes(version.replace(/^v/, ""))) return;
  throw new ScanError("malicious-trivy", {
    message: `${path} is Trivy ${version}, a release that steals secrets (CVE-2026-33634).`,
    state: "Nothing was scanned.",
    next: "Remove it, treat every secret that this machine's jobs could read as known to others and replace it, and install 0.69.3, or 0.70.0 or later, checked by its sha256.",
  });
}

const MARK = "trivy/pkg/version/app.ver=";

/** A release binary carries the flags it was linked with (Go's build information), so its version can be read without running it. */
async function* versionsBuiltInto(path: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "latin1", highWaterMark: 4 << 20 })) {
    const text = rest + chunk;
    for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
      const version = /^\d+\.\d+\.\d+/.exec(text.slice(at + MARK.length, at + MARK.length + 20))?.[0];
      if (version !== undefined) yield version;
    }
    rest = text.slice(-(MARK.length + 20));
  }
}

async function named(path: string): Promise<string> {
  if (await isProgram(path)) return path;
  throw new ScanError("no-trivy", {
    message: `Input \`trivy-path\`: ${path} is not a program.`,
    state: "Nothing was scanned.",
    next: "Give the path of the Trivy binary itself, and make it executable.",
  });
}

async function onPath(environment: Readonly<NodeJS.ProcessEnv>): Promise<string> {
  const program = process.platform === "win32" ? "trivy.exe" : "trivy";
  for (const folder of (environment.PATH ?? environment.Path ?? "").split(delimiter)) {
    const path = join(folder, program);
    // A relative entry of PATH would take the program out of the checkout.
    if (resolve(path) === path && (await isProgram(path))) return path;
  }
  throw new ScanError("no-trivy", {
    message: "There is no trivy on PATH, and trivy-path names none.",
    state: "Nothing was scanned. This action installs nothing by itself.",
    next: "Put a Trivy binary that you checked by its sha256 on the runner, or name one by trivy-path.",
  });
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function firstLine(text: string): string | undefined {
  return text.split(/\r?\n/).find((line) => line.trim() !== "");
}
