// A repository that exists only as texts, checked as one on disk would be: its workflows, with all other files beside them.
import { decodeSource, type Files, openProject, type Template, templateOfFile } from "@deploy-actions/workflow";
import { type CheckResult, checkReports } from "../src/check.ts";
import { EMPTY_CONFIG } from "../src/config/config.ts";
import type { Settings } from "../src/rules/rule.ts";
import { lenient } from "./made.ts";

/** Contents by path from the root. Bytes that are not text count as a file that cannot be read. */
export type Contents = Readonly<Record<string, string | Uint8Array>>;

const WORKFLOWS = ".github/workflows/";

/** Checks the files below `.github/workflows`, sorted; with `base`, as a change of those files under `policy-from: base`. */
export function checkRepository(contents: Contents, settings: Partial<Settings> = {}, base?: Contents): CheckResult {
  const textAtBase = base === undefined ? undefined : filesOf(base);
  const files = filesOf(contents);
  const project = openProject(files);
  const reports = files.below(WORKFLOWS.slice(0, -1)).map((path) => project.report(path));
  return checkReports(
    reports,
    { ...lenient, ...settings },
    {
      text: (path) => files.read(path)?.text,
      config: EMPTY_CONFIG,
      today: "2026-01-31",
      ...(textAtBase === undefined ? {} : { base: (path: string) => textAtBase.read(path)?.text }),
    },
  );
}

function filesOf(contents: Contents): Files {
  const paths = Object.keys(contents).sort();
  const templates = new Map<string, Template | undefined>();
  const read = (path: string): Template | undefined => {
    if (!templates.has(path))
      templates.set(path, templateOf(path, Object.hasOwn(contents, path) ? contents[path] : undefined));
    return templates.get(path);
  };
  const depth = (path: string): number => path.split("/").length;
  return {
    read,
    below: (folder) => paths.filter((path) => folder === "" || path.startsWith(`${folder}/`)),
    named: (name) =>
      paths.filter((path) => `/${path}`.endsWith(`/${name}`)).sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)),
  };
}

function templateOf(path: string, content: string | Uint8Array | undefined): Template | undefined {
  if (content === undefined) return undefined;
  const decoded = decodeSource(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  return decoded.ok ? templateOfFile(decoded.file) : undefined;
}
