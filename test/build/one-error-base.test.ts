// `instanceof ProblemError` holds across the shipped chunks only while they share one class. The bundler may write a module into
// several chunks, which is harmless under one id: the module that loads first stays. Under two ids there would be two classes.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";
import { distFolder } from "../harness/shipped.ts";

const Chunk = z.object({ modules: z.record(z.string(), z.unknown()) });
/** The getter of the base; minifying renames classes, but no members. */
const BASE = /\bget problem\(\)/g;
const ENTRY = "index.js";

test("the shipped chunks contain the base of all errors once", async () => {
  const folder = join(distFolder(), "chunks");
  const names = (await readdir(folder)).filter((name) => /^\d+\.index\.js$/.test(name));
  const ids = new Set<string>();
  for (const name of names) {
    if ((await countIn(join(folder, name))) === 0) continue;
    const { modules } = Chunk.parse(await import(pathToFileURL(join(folder, name)).href));
    for (const [id, factory] of Object.entries(modules)) if (String(factory).search(BASE) !== -1) ids.add(id);
  }
  // The entry chunk has the modules that every phase needs, and exports none of them.
  expect(ids.size + (await countIn(join(folder, ENTRY)))).toBe(1);
});

async function countIn(path: string): Promise<number> {
  return (await readFile(path, "utf8")).match(BASE)?.length ?? 0;
}
