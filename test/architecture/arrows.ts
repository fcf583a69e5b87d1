// Which module imports which: read from the import statements of a source file.
import { posix } from "node:path";
import { read } from "./files.ts";

/** `path` is the importing file; `to` is the specifier as written. Type imports count too. */
export type Import = { readonly path: string; readonly to: string };

const SCOPE = "@deploy-actions/";
const STATEMENT = /^\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']/gm;
const DYNAMIC = /\b(?:import|require)\(\s*["'`]([^"'`]+)["'`]/g;

export function importsOf(path: string): Import[] {
  const text = read(path);
  const statements = [...text.matchAll(STATEMENT)].map((match) => match[1] ?? match[2] ?? "");
  const dynamic = [...text.matchAll(DYNAMIC)].map((match) => match[1] ?? "");
  return [...statements, ...dynamic].map((to) => ({ path, to }));
}

/** The name of our package that is imported, `image` for `@deploy-actions/image`; undefined for everything else. */
export function packageOf({ to }: Import): string | undefined {
  return to.startsWith(SCOPE) ? to.slice(SCOPE.length).split("/")[0] : undefined;
}

/** True when a relative import leaves `folder`. */
export function leaves({ path, to }: Import, folder: string): boolean {
  return to.startsWith(".") && !posix.join(posix.dirname(path), to).startsWith(`${folder}/`);
}
