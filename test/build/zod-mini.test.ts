// The shipped code contains zod/mini and not classic zod, which alone would take every step as long to start as Node itself.
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { distFolder } from "../harness/shipped.ts";

/** Zod registers each class under its name as a text, which survives minifying; zod/mini's are called ZodMini…, the core's $Zod…. */
const CLASSIC_CLASS = /"Zod(?:Type|String|Object|RealError)"/;

const FOLDER = dirname(fileURLToPath(import.meta.resolve("zod/package.json")));

test("the names tell the two interfaces apart", async () => {
  expect(await readFile(join(FOLDER, "v4/classic/schemas.js"), "utf8")).toMatch(CLASSIC_CLASS);
  expect(await readFile(join(FOLDER, "v4/mini/schemas.js"), "utf8")).not.toMatch(CLASSIC_CLASS);
});

test("no shipped chunk holds classic zod", async () => {
  const chunks = join(distFolder(), "chunks");
  const names = (await readdir(chunks)).filter((name) => name.endsWith(".js"));
  const holding: string[] = [];
  let mini = 0;
  for (const name of names) {
    const code = await readFile(join(chunks, name), "utf8");
    if (CLASSIC_CLASS.test(code)) holding.push(name);
    if (code.includes('"ZodMiniType"')) mini += 1;
  }
  expect(holding).toEqual([]);
  expect(mini).toBeGreaterThan(0);
});
