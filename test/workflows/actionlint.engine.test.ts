// actionlint, a second reader beside GitHub's own parser, has nothing to say about our workflows and those of the documents.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goTool } from "../engine/go-tool.ts";
import { filesBelow, read } from "../house/files.ts";
import { documentedWorkflows } from "./documented/documents.ts";
import { withoutUnknownKeys } from "./unknown-keys.ts";

const tool = await goTool("actionlint");
const reason = "reason" in tool ? tool.reason : "";

// On a user's machine without Go this is a skip that says so; in CI the missing tool is a failure.
describe.skipIf(reason !== "" && !process.env.CI)(`actionlint ${reason}`, { timeout: 60_000 }, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "actionlint-"));
    await mkdir(join(folder, ".github/workflows"), { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What it says, one complaint per line. It knows as little of the two newest keys as act. */
  async function complaints(text: string): Promise<string> {
    if ("reason" in tool) throw new Error(tool.reason);
    const path = join(folder, ".github/workflows/w.yml");
    await writeFile(path, withoutUnknownKeys(text));
    // The labels of people's own runners are theirs.
    const args = ["-oneline", "-no-color", "-shellcheck=", "-pyflakes=", "-ignore", "label .* is unknown", path];
    return new Promise((resolve) =>
      execFile(tool.path, args, { cwd: folder }, (_, stdout, stderr) => resolve(stdout + stderr)),
    );
  }

  it.each(filesBelow(".github/workflows", /\.ya?ml$/))("is content with %s", async (path) => {
    expect(await complaints(read(path))).toBe("");
  });

  it.each(documentedWorkflows().map(({ page, line, text }) => ({ name: `${page}:${line}`, text })))(
    "is content with $name",
    async ({ text }) => expect(await complaints(text)).toBe(""),
  );

  it("is heard when it is not", async () => {
    expect(
      await complaints("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo ${{ nothing.at }}\n"),
    ).toContain('undefined variable "nothing"');
  });
});
