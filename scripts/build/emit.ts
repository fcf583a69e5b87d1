// tsc emits all sources as JavaScript to the ignored build/, and the workspace packages become resolvable there by name:
// ncc 0.45 cannot read TypeScript 7's sources itself (it needs the compiler's API, which 7.0 does not ship).
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

/** The folder of the emitted JavaScript; ncc's ids hash paths relative to the root, so this folder affects the result. */
export const EMITTED = "build/js";

const manifest = z.looseObject({ name: z.string(), exports: z.unknown() });

/** Empties build/js and fills it. Throws with the compiler's own messages where a type is wrong, unless `tolerant`. */
export async function emit(root: string, { tolerant = false } = {}): Promise<void> {
  const out = join(root, EMITTED);
  await rm(out, { recursive: true, force: true });
  await runCompiler(root, out).catch((error: unknown) => {
    const text = error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
    if (!tolerant) throw new Error(`tsc found errors:\n${text}`);
    console.warn(text);
  });
  await writeJson(join(out, "package.json"), { type: "module", private: true, sideEffects: false });
  await linkPackages(root, out);
}

async function runCompiler(root: string, out: string): Promise<void> {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const args = [compiler, "-p", "tsconfig.build.json", "--outDir", out];
  await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
}

/** Each package's package.json with `.js` for `.ts`, its own node_modules where it has some, and a link by its name. */
async function linkPackages(root: string, out: string): Promise<void> {
  for (const folder of await readdir(join(root, "packages"))) {
    const file = join(root, "packages", folder, "package.json");
    if (!existsSync(file)) continue;
    const { name, exports } = manifest.parse(JSON.parse(await readFile(file, "utf8")));
    const emitted = join(out, "packages", folder);
    await writeJson(join(emitted, "package.json"), {
      name,
      private: true,
      type: "module",
      sideEffects: false,
      exports: toJavaScript(exports),
    });
    await link(emitted, join(out, "node_modules", ...name.split("/")));
    const own = join(root, "packages", folder, "node_modules");
    if (existsSync(own)) await link(own, join(emitted, "node_modules"));
  }
}

async function link(target: string, at: string): Promise<void> {
  await mkdir(join(at, ".."), { recursive: true });
  await symlink(target, at, "junction");
}

function toJavaScript(exports: unknown): unknown {
  return JSON.parse(JSON.stringify(exports).replaceAll('.ts"', '.js"'));
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
