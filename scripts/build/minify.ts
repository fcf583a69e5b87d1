// Minifies each of the bundle's files: ncc does not minify chunks, even if its options ask for it.
import { transform } from "esbuild";

/** Names that a program can see are kept: thrown errors have the name of their class. */
export async function minify(files: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const minified = new Map<string, string>();
  for (const [name, code] of files) {
    const result = await transform(code, {
      format: "esm",
      target: "es2024",
      platform: "node",
      minify: true,
      legalComments: "none",
    });
    minified.set(name, result.code);
  }
  return minified;
}
