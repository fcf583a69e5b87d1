// The texts that bundled packages ask to be passed on. ncc collects them; this drops our own (LICENSE has it) and checks the rest.
import type { Graph } from "./graph.ts";
import { WITHOUT_FILE } from "./licence-texts.ts";

/** Throws where a bundled package brings no text. */
export function thirdPartyLicenses(collected: string, graph: Graph): string {
  const own = collected.replaceAll("\r\n", "\n").replace(/^@deploy-actions\/\S+\n\n/gm, "");
  const blocks = Object.entries(WITHOUT_FILE).reduce(withText, own);
  const names = new Set([...graph.modules].flatMap((module) => packageOf(module) ?? []));
  const missing = [...names].filter(
    (name) =>
      !new RegExp(`^${name.replaceAll(".", "\\.")}\\n\\S[^\\n]*\\n(?:\\S|\\s*Apache License)`, "m").test(blocks),
  );
  if (missing.length > 0) throw new Error(`these bundled packages bring no licence text: ${missing.join(", ")}`);
  return `${blocks.trim()}\n`;
}

/** Puts the text behind the two lines that ncc writes for a package, its name and its licence. */
function withText(blocks: string, [name, text]: readonly [string, string]): string {
  const at = `\n${name}\n`;
  const [before, after] = `\n${blocks}`.split(at, 2);
  if (before === undefined || after === undefined) return blocks;
  const [licence = "", ...rest] = after.split("\n");
  return [before.slice(1), name, licence, text, ...rest].join("\n");
}

/** The innermost package of a module's path: `./node_modules/a/node_modules/@b/c/x.js` is of `@b/c`. */
function packageOf(module: string): string | undefined {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(`/${module}`)?.[1];
}
