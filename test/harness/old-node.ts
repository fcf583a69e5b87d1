// Real Nodes older than the pinned one, from the npm registry: old-nodes/package.json names them, its lock file holds their hashes.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { kept } from "../engine/cache.ts";

const MANIFESTS = join(import.meta.dirname, "old-nodes");

/** Path of its binary. Installed once for all and kept for the next run; npm checks the hashes. */
export async function oldNode(major: number): Promise<string> {
  if (process.platform !== "linux")
    throw new Error(`there are old Nodes to test with on Linux only, not on ${process.platform}`);
  const lock = await readFile(join(MANIFESTS, "package-lock.json"));
  const folder = await kept(`old-nodes/${createHash("sha256").update(lock).digest("hex").slice(0, 16)}`, install);
  const name = `node-${major}-linux-${process.arch}`;
  const binary = join(folder, "node_modules", name, "bin", "node");
  if (!existsSync(binary)) throw new Error(`${MANIFESTS}/package.json names no ${name}`);
  return binary;
}

async function install(folder: string): Promise<void> {
  await cp(MANIFESTS, folder, { recursive: true });
  await promisify(execFile)("npm", ["ci", "--no-fund", "--no-audit", "--ignore-scripts"], { cwd: folder });
}
