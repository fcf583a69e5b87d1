// How an entry file starts its phase, and what it prints about a phase that never ends.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { entryModules, type Phase, stub } from "../../scripts/build/entries.ts";
import { pinnedNode } from "../harness/index.ts";

const phase: Phase = { action: "one", phase: "main" };

/** The entry file over the registry, with `body` instead of what the bundle starts. */
async function started(body: string): Promise<{ readonly code: unknown; readonly stderr: string }> {
  const tree = await mkdtemp(join(tmpdir(), "entries-"));
  onTestFinished(() => rm(tree, { recursive: true }));
  const put = async (path: string, text: string) => {
    await mkdir(join(tree, path, ".."), { recursive: true });
    await writeFile(join(tree, path), text);
  };
  await put("one/index.js", stub(phase));
  await put("chunks/package.json", '{ "type": "module" }');
  await put("chunks/index.js", entryModules([phase])[0]?.text ?? "");
  await put("chunks/kit.js", "export const runMain = undefined;");
  await put("chunks/one.main.js", `export default async () => { ${body} };`);
  const node = await pinnedNode();
  return new Promise((resolve) =>
    execFile(node, [join(tree, "one/index.js")], { env: {} }, (error, _, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stderr }),
    ),
  );
}

it.each([
  ["that ends", "", 0],
  ["that sets an exit code", "process.exitCode = 3", 3],
  ["that exits by itself", "process.exit(4)", 4],
  ["that leaves work behind and settles", "setTimeout(() => {}, 10)", 0],
])("a phase %s has the right exit code", async (_, body, code) => {
  expect(await started(body)).toEqual({ code, stderr: "" });
});
it("a phase that throws is a failure", async () => {
  expect(await started('throw new Error("broken")')).toEqual({ code: 1, stderr: expect.stringContaining("broken") });
});
it("a phase that waits for something that never happens does not succeed", async () => {
  expect(await started("await new Promise(() => {})")).toEqual({
    code: 13,
    stderr: "one/main stopped before it was done: it waited for something that can no longer happen.\n",
  });
});
