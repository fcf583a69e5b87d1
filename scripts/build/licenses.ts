// The texts that bundled packages ask to be passed on. ncc collects them; this drops our own (LICENSE has it) and checks the rest.
import type { Graph } from "./graph.ts";

/** Throws where a bundled package brings no text. */
export function thirdPartyLicenses(collected: string, graph: Graph): string {
  const blocks = collected.replaceAll("\r\n", "\n").replace(/^@deploy-actions\/\S+\n\n/gm, "");
  const names = new Set([...graph.modules].flatMap((module) => packageOf(module) ?? []));
  const missing = [...names].filter(
    (name) => !new RegExp(`^${name.replaceAll(".", "\\.")}\\n\\S[^\\n]*\\n\\S`, "m").test(blocks),
  );
  if (missing.length > 0) throw new Error(`these bundled packages bring no licence text: ${missing.join(", ")}`);
  return `${blocks.trim()}\n`;
}

/** The innermost package of a module's path: `./node_modules/a/node_modules/@b/c/x.js` is of `@b/c`. */
function packageOf(module: string): string | undefined {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(`/${module}`)?.[1];
}
