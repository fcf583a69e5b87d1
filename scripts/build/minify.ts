// Minifies the bundle's files, each by itself: ncc leaves chunks as they are, whatever its options say.
import { transform } from "esbuild";

/** Names are kept where a program could see them: thrown errors carry their class's. */
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
