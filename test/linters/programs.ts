// The third-party linters that check this repository, as command lines: actionlint from its Go module, zizmor and
// check-jsonschema from PyPI. Each is fetched once by hash and kept in the cache, and runs offline.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { goTool } from "../engine/go-tool.ts";
import { EngineError } from "../engine/progress.ts";
import { pythonWith } from "../engine/python.ts";

export type Program = { readonly argv: readonly [string, ...string[]]; readonly env: NodeJS.ProcessEnv };
export type Linters = {
  readonly actionlint: Program;
  readonly zizmor: Program;
  /** Brings the schemas `vendor.github-workflows`, `vendor.github-actions`, `vendor.dependabot` and others. */
  readonly checkJsonschema: Program;
};

const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));
const fromPyPI = () => pythonWith(requirements, "zizmor and check-jsonschema");

/** Without shellcheck and pyflakes, which it would run where a machine happens to have them. */
export async function actionlint(): Promise<Program> {
  const tool = await goTool("actionlint");
  if ("reason" in tool) throw new EngineError(tool.reason);
  return { argv: [tool.path, "-shellcheck=", "-pyflakes="], env: process.env };
}

export async function zizmor(): Promise<Program> {
  const { folder } = await fromPyPI();
  return { argv: [join(folder, "bin", "zizmor"), "--offline", "--no-progress"], env: process.env };
}

async function checkJsonschema(): Promise<Program> {
  const { program, env } = await fromPyPI();
  return { argv: [program, "-m", "check_jsonschema"], env: { ...process.env, ...env } };
}

/** All of them, or one line about why they are not available here. */
export async function linters(): Promise<Linters | { readonly reason: string }> {
  try {
    return { actionlint: await actionlint(), zizmor: await zizmor(), checkJsonschema: await checkJsonschema() };
  } catch (error) {
    if (error instanceof EngineError) return { reason: error.message };
    throw error;
  }
}
