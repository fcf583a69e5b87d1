// Finds the user's Trivy and refuses releases that are known to steal secrets, if possible before they are run.

import { createReadStream } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { type Target, TargetError } from "@deploy-actions/target";
import { ScanError } from "./scan-error.ts";
import { versionCommand } from "./trivy-command.ts";

export type Trivy = { readonly path: string; readonly version: string };

/** CVE-2026-33634, GHSA-69fq-xp46-6x23: 0.69.4 on every channel, 0.69.5 and 0.69.6 on Docker Hub. */
const MALICIOUS = ["0.69.4", "0.69.5", "0.69.6"];

/** The absolute path of the Trivy to use; `given` is the input trivy-path. Throws ScanError "no-trivy". Nothing is started. */
export function locateTrivy(given: string | undefined, environment: Readonly<NodeJS.ProcessEnv>): Promise<string> {
  return given === undefined ? findOnPath(environment) : checkProgram(resolve(given));
}

/** The version of this Trivy. Throws ScanError for a malicious release or another program. `folder` is an empty working directory. */
export async function examineTrivy(target: Target, path: string, folder: string, signal: AbortSignal): Promise<Trivy> {
  for await (const version of versionsBuiltInto(path)) refuseMalicious(path, version);
  const { code, stdout, stderr } = await target
    .run(versionCommand(path, folder), { signal })
    .catch((error: unknown) => {
      if (error instanceof TargetError && error.reason !== "aborted") throw noTrivy(path, error.message);
      throw error;
    });
  const version = versionIn(stdout);
  if (code !== 0 || version === undefined) throw noTrivy(path, firstLine(stderr) ?? firstLine(stdout));
  refuseMalicious(path, version);
  return { path, version };
}

function noTrivy(path: string, why = "it printed nothing"): ScanError {
  return new ScanError("no-trivy", {
    message: `${path} is not a Trivy that runs on this machine: ${why.replace(/\.$/, "")}.`,
    state: "Nothing was scanned.",
    next: "Set trivy-path to a Trivy binary for this machine.",
  });
}

/** The version in the output of `trivy --version`. */
export function versionIn(printed: string): string | undefined {
  return /^Version: v?(\d+\.\d+\.\d+\S*)/m.exec(printed)?.[1];
}

/** Throws ScanError for a version that is known to be malicious. */
export function refuseMalicious(path: string, version: string): void {
  if (!MALICIOUS.includes(version.replace(/^v/, ""))) return;
  throw new ScanError("malicious-trivy", {
    message: `${path} is Trivy ${version}, a release that steals secrets (CVE-2026-33634).`,
    state: "Nothing was scanned.",
    next: "Remove it, rotate every secret that jobs on this machine could read, and install 0.69.3, or 0.70.0 or later, after verifying its sha256.",
  });
}

const VERSION_MARKER = "trivy/pkg/version/app.ver=";

/** A release binary contains its linker flags (Go's build information), so its version can be read without running it. */
async function* versionsBuiltInto(path: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "latin1", highWaterMark: 4 << 20 })) {
    const text = rest + chunk;
    for (let at = text.indexOf(VERSION_MARKER); at >= 0; at = text.indexOf(VERSION_MARKER, at + 1)) {
      const version = /^\d+\.\d+\.\d+/.exec(
        text.slice(at + VERSION_MARKER.length, at + VERSION_MARKER.length + 20),
      )?.[0];
      if (version !== undefined) yield version;
    }
    rest = text.slice(-(VERSION_MARKER.length + 20));
  }
}

async function checkProgram(path: string): Promise<string> {
  if (await isProgram(path)) return path;
  throw new ScanError("no-trivy", {
    message: `Input \`trivy-path\`: ${path} is not a program.`,
    state: "Nothing was scanned.",
    next: "Use the path of the Trivy binary, and make it executable.",
  });
}

async function findOnPath(environment: Readonly<NodeJS.ProcessEnv>): Promise<string> {
  const program = process.platform === "win32" ? "trivy.exe" : "trivy";
  for (const folder of (environment.PATH ?? environment.Path ?? "").split(delimiter)) {
    const path = join(folder, program);
    // A relative folder in PATH could be in the checkout.
    if (resolve(path) === path && (await isProgram(path))) return path;
  }
  throw new ScanError("no-trivy", {
    message: "There is no trivy on PATH, and trivy-path is not set.",
    state: "Nothing was scanned. This action does not install Trivy.",
    next: "Install a Trivy binary with a verified sha256 on the runner, or set trivy-path.",
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
