// The Node that `using: node24` means here: the one package.json pins, at the version that the GitHub runner ships.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const root = join(import.meta.dirname, "..", "..");
let checked: Promise<string> | undefined;

/** Its path. Throws where it is not installed or is not the pinned version. */
export function pinnedNode(): Promise<string> {
  checked ??= check();
  return checked;
}

async function check(): Promise<string> {
  const { devDependencies } = z
    .object({ devDependencies: z.object({ node: z.string() }) })
    .parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));
  const wanted = `v${devDependencies.node}`;
  const binary = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  const { stdout } = await promisify(execFile)(binary, ["--version"]).catch(() => {
    throw new Error(
      `The pinned Node ${wanted} is not installed: run \`npm ci\` (its install script must be allowed to run).`,
    );
  });
  if (stdout.trim() !== wanted)
    throw new Error(`The installed Node is ${stdout.trim()}, package.json pins ${wanted}: run \`npm ci\`.`);
  return binary;
}
