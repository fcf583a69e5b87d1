import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checksums } from "../../scripts/build/checksums.ts";
import { differences, writeTree } from "../../scripts/build/write-tree.ts";

const file = (text: string, executable = false) => ({ bytes: Buffer.from(text), executable });

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tree-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("the folder becomes the tree: what differs is written, what is superfluous goes, the rest keeps its time", async () => {
  const folder = await scratch();
  const tree = new Map([
    ["a/same", file("same")],
    ["a/new", file("new", true)],
    ["changed", file("after")],
  ]);
  await mkdir(join(folder, "a"));
  await mkdir(join(folder, "old/older"), { recursive: true });
  await writeFile(join(folder, "a/same"), "same");
  await writeFile(join(folder, "changed"), "before");
  await writeFile(join(folder, "old/older/stale"), "");
  const { mtimeMs } = await stat(join(folder, "a/same"));
  expect(await writeTree(tree, folder)).toEqual([
    { path: "a/new", kind: "missing" },
    { path: "changed", kind: "differs" },
    { path: "old/older/stale", kind: "superfluous" },
  ]);
  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(["a", "a/new", "a/same", "changed"]);
  expect(await readFile(join(folder, "changed"), "utf8")).toBe("after");
  expect((await stat(join(folder, "a/new"))).mode & 0o777).toBe(0o755);
  expect((await stat(join(folder, "a/same"))).mtimeMs).toBe(mtimeMs);
  expect(await differences(tree, folder)).toEqual([]);
});

test("a lost executable bit is a difference; a folder that isn't there is empty", async () => {
  const folder = await scratch();
  await writeFile(join(folder, "run"), "x", { mode: 0o644 });
  expect(await differences(new Map([["run", file("x", true)]]), folder)).toEqual([{ path: "run", kind: "differs" }]);
  expect(await differences(new Map([["run", file("x")]]), join(folder, "none"))).toEqual([
    { path: "run", kind: "missing" },
  ]);
});

test("checksums are what sha256sum writes, by path", () => {
  expect(
    checksums(
      new Map([
        ["b", file("")],
        ["a/x", file("abc")],
      ]),
    ),
  ).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a/x\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b\n",
  );
});
