// The licence texts of bundled packages. ncc collects them, except for packages that only the entry chunk contains; this module removes
// our own (LICENSE has it), adds the missing ones and checks the rest.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Graph } from "./graph.ts";
import { WITHOUT_FILE } from "./licence-texts.ts";

/** `root` is what the graph's paths start at. Throws if a bundled package has no text. */
export function thirdPartyLicenses(collected: string, graph: Graph, root: string): string {
  const own = collected.replaceAll("\r\n", "\n").replace(/^@deploy-actions\/\S+\n\n/gm, "");
  const folders = new Map([...graph.modules].flatMap((module) => packageOf(module) ?? []));
  const uncollected = [...folders].filter(([name]) => !`\n${own}`.includes(`\n${name}\n`)).toSorted();
  const all = [own.trim(), ...uncollected.map(([name, folder]) => blockOf(name, join(root, folder)))].join("\n\n");
  const blocks = Object.entries(WITHOUT_FILE).reduce(withText, all);
  const missing = [...folders.keys()].filter(
    (name) =>
      !new RegExp(`^${name.replaceAll(".", "\\.")}\\n\\S[^\\n]*\\n(?:\\S|\\s*Apache License)`, "m").test(blocks),
  );
  if (missing.length > 0) throw new Error(`these bundled packages have no licence text: ${missing.join(", ")}`);
  return `${blocks.trim()}\n`;
}

const manifest = z.looseObject({ license: z.string() });

/** A package's name, its licence and its licence file's text, as ncc writes them. */
function blockOf(name: string, folder: string): string {
  const { license } = manifest.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(entry));
  const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
  return [name, license, text].join("\n");
}

/** Puts the text behind the two lines that ncc writes for a package, its name and its licence. */
function withText(blocks: string, [name, text]: readonly [string, string]): string {
  const at = `\n${name}\n`;
  const [before, after] = `\n${blocks}`.split(at, 2);
  if (before === undefined || after === undefined) return blocks;
  const [licence = "", ...rest] = after.split("\n");
  return [before.slice(1), name, licence, text, ...rest].join("\n");
}

/** The innermost package of a module's path, with its folder: `./node_modules/a/node_modules/@b/c/x.js` is of `@b/c`. */
function packageOf(module: string): [[name: string, folder: string]] | undefined {
  const [, folder, name] = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(module) ?? [];
  return name === undefined || folder === undefined ? undefined : [[name, folder]];
}
