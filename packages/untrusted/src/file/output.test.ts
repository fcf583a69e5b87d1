// Where honest workflows have reports written.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { outputRoots, writeOutputFile } from "./output.ts";

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "output-"));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const write = (path: string, ...roots: string[]) => writeOutputFile("json-file", path, "{}", roots);

it("in a new folder of the workspace, in an existing file, and in the temporary folder", async () => {
  const roots = [join(base, "workspace"), join(base, "temp")];
  for (const path of ["workspace/a/b/c.json", "workspace/a/b/c.json", "temp/d.json"]) {
    write(join(base, path), ...roots);
    expect(await readFile(join(base, path), "utf8")).toBe("{}");
  }
  expect(await readdir(join(base, "workspace", "a", "b"))).toEqual(["c.json"]);
});

it("through a link that stays in the workspace", async () => {
  await mkdir(join(base, "build"));
  await symlink("build", join(base, "out"));
  write(join(base, "out", "deep", "a.json"), base);
  expect(await readFile(join(base, "build", "deep", "a.json"), "utf8")).toBe("{}");
});

it("in a workspace that is a link, as /tmp is on macOS", async () => {
  await mkdir(join(base, "real"));
  await symlink("real", join(base, "workspace"));
  write(join(base, "workspace", "a.json"), join(base, "workspace"));
  write(join(base, "real", "b.json"), join(base, "workspace"));
  write(join(base, "workspace", "c.json"), join(base, "real"));
  expect(await readdir(join(base, "real"))).toEqual(["a.json", "b.json", "c.json"]);
});

it("names the input, the path and the remedy", async () => {
  await writeFile(join(base, "x"), "");
  const outside = () => writeOutputFile("sarif-file", join(base, "x"), "{}", [join(base, "workspace")]);
  expect(outside).toThrow(`Input \`sarif-file\`: ${join(base, "x")} is outside ${join(base, "workspace")}.`);
  expect(outside).toThrow(expect.objectContaining({ next: expect.stringContaining("runner.temp") }));
});

it("takes the workspace and the temporary folder from the runner", () => {
  expect(outputRoots({ GITHUB_WORKSPACE: "/w", RUNNER_TEMP: "/t" })).toEqual(["/w", "/t"]);
  expect(outputRoots({})).toEqual([process.cwd()]);
});
