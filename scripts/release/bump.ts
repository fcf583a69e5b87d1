// Writes another version into package.json and package-lock.json, and changes nothing else in them.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

export const VERSION_FILES = ["package.json", "package-lock.json"] as const;

const versioned = z.looseObject({ version: z.string() });
const lock = versioned.extend({ packages: z.looseObject({ "": versioned }) });

export async function readVersion(folder: string): Promise<string> {
  return versioned.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8"))).version;
}

export async function writeVersion(folder: string, version: string): Promise<void> {
  const before = await readVersion(folder);
  const manifest = join(folder, "package.json");
  // Edited as text: the file is formatted by hand and by Biome, not by npm.
  await writeFile(
    manifest,
    (await readFile(manifest, "utf8")).replace(`"version": "${before}"`, `"version": "${version}"`),
  );
  const lockfile = join(folder, "package-lock.json");
  const locked = lock.parse(JSON.parse(await readFile(lockfile, "utf8")));
  locked.version = version;
  locked.packages[""].version = version;
  await writeFile(lockfile, `${JSON.stringify(locked, null, 2)}\n`);
}
