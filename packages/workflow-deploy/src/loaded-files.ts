// Files that code loads from its repository: `require("./deploy.js")`, `import "./x.mjs"`.
import { CODE_LIMIT } from "./code-text.ts";

export function loadedFiles(text: string): readonly string[] {
  const found = text
    .slice(0, CODE_LIMIT)
    .matchAll(/\b(?:require\s*\(|import\s*\(|from|import)\s*["'`](?:file:\/\/)?(\.{1,2}\/[^"'`\n]{1,200})["'`]/g);
  return [...new Set([...found].flatMap(([, path]) => path ?? []))].slice(0, FILES_LIMIT);
}

const FILES_LIMIT = 10;
