// Runs the tools over the repository: types, lint and format, dead code, and whether generated files match the definitions.
// Each runs as in `npm run check` and `npm run generate`.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

/** Exit code and everything the tool printed; a tool that can't be started counts as failed. */
function run(tool: string, ...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    execFile(tool, args, { cwd: ROOT, maxBuffer: 16 << 20 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, output: `${stdout}${stderr}${error?.message ?? ""}` });
    });
  });
}

const bin = (name: string) => join(ROOT, "node_modules/.bin", name);

describe("the repository", { timeout: 120_000 }, () => {
  it.each([
    ["has no type error", "tsc", ["-p", "tsconfig.json"]],
    ["is linted and formatted", "biome", ["check", "--error-on-warnings", "."]],
    ["has no dead code and no dependency without a use", "knip", []],
    ["has generated files that match the definitions", "node", ["scripts/generate.ts", "--check"]],
  ])("%s", async (_, tool, args) => {
    const { code, output } = await run(bin(tool), ...args);
    expect(code, output).toBe(0);
  });
});
