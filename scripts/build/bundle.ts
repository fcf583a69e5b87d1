// One ncc call over the registry: ESM output, code splitting, licence texts, and the graph of what each phase loads.
// ncc hashes paths relative to the working directory into its ids: it must run from the repository's root.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ncc from "@vercel/ncc";
import { EMITTED } from "./emit.ts";
import { entryModules, type Phase } from "./entries.ts";
import { chunkGraph, type Graph } from "./graph.ts";
import { deferBuiltins } from "./lazy-builtins.ts";

const LICENSES = "licenses.txt";

export interface Bundle {
  /** File name to JavaScript, as ncc writes it. `index.js` is the entry; all others are its chunks. */
  readonly chunks: ReadonlyMap<string, string>;
  readonly licenses: string;
  readonly graph: Graph;
}

export async function bundle(root: string, phases: readonly Phase[]): Promise<Bundle> {
  if (process.cwd() !== root)
    throw new Error(`the bundle must be made from ${root}, not from ${process.cwd()}: ids depend on it`);
  const folder = join(root, EMITTED, "entries");
  for (const { path, text } of entryModules(phases)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const { code, assets, stats } = await ncc(join(folder, "registry.js"), {
    esm: true,
    cache: false,
    quiet: true,
    license: LICENSES,
    target: "es2022",
  });
  const graph = chunkGraph(stats);
  if (graph.missing.length > 0)
    throw new Error(`the bundle lacks modules that its code imports:\n${graph.missing.join("\n")}`);
  const { [LICENSES]: licenses, "package.json": _, ...chunks } = assets;
  const others = Object.entries(chunks).map(([name, each]): [string, string] => [name, each.source.toString()]);
  for (const [name] of others) {
    if (!name.endsWith(".js"))
      throw new Error(
        `ncc emitted ${name}, which is not JavaScript: a dependency reads one of its own files at run time`,
      );
  }
  return {
    chunks: new Map([["index.js", deferBuiltins(code)], ...others]),
    licenses: licenses?.source.toString() ?? "",
    graph,
  };
}
