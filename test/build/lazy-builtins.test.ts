import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deferBuiltins } from "../../scripts/build/lazy-builtins.ts";

const reach = (name: string) => `module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("${name}");`;

test("only modules that are plain objects are deferred", () => {
  expect(deferBuiltins(reach("node:crypto"))).toContain('module.exports = deferBuiltin("node:crypto");');
  for (const name of ["node:events", "node:assert", "node:stream"])
    expect(deferBuiltins(reach(name))).toBe(reach(name));
});

test("a deferred module behaves like the module: reads, `in`, copies of all its names", async () => {
  const folder = await mkdtemp(join(tmpdir(), "defer-"));
  const file = join(folder, "deferred.mjs");
  await writeFile(file, `const module = {};\n${deferBuiltins(reach("node:path"))}\nexport default module.exports;`);
  const { default: deferred }: { default: typeof import("node:path") } = await import(file);
  expect(deferred.join("a", "b")).toBe(join("a", "b"));
  expect("join" in deferred).toBe(true);
  expect(Object.keys({ ...deferred })).toContain("basename");
  await rm(folder, { recursive: true });
});
