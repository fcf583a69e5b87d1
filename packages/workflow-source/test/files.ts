// Files for tests, from a map of paths to texts or templates.
import type { Files } from "../src/command/files.ts";
import { templateOfFile } from "../src/decode.ts";
import type { Template } from "../src/template.ts";

export function filesOf(texts: Readonly<Record<string, string | Template>>): Files {
  const all = new Map<string, Template>();
  for (const [path, text] of Object.entries(texts)) {
    all.set(path, typeof text === "string" ? templateOfFile({ path, text }) : text);
  }
  const paths = [...all.keys()].sort();
  const depthOf = (path: string): number => path.split("/").length;
  return {
    read: (path) => all.get(path),
    below: (folder) => paths.filter((path) => folder === "" || path.startsWith(`${folder}/`)),
    named: (name) =>
      paths
        .filter((path) => path === name || path.endsWith(`/${name}`))
        .sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1)),
  };
}
