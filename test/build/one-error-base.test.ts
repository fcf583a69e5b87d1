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
const BASE = /\bget problem\(\)/;

test("the shipped chunks hold the base of all errors under one id", async () => {
  const folder = join(distFolder(), "chunks");
  const names = (await readdir(folder)).filter((name) => /^\d+\.index\.js$/.test(name));
  const ids = new Set<string>();
  for (const name of names) {
    if (!BASE.test(await readFile(join(folder, name), "utf8"))) continue;
    const { modules } = Chunk.parse(await import(pathToFileURL(join(folder, name)).href));
    for (const [id, factory] of Object.entries(modules)) if (BASE.test(String(factory))) ids.add(id);
  }
  expect([...ids]).toHaveLength(1);
});
