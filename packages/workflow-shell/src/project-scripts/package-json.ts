// `npm run NAME`, and the scripts that npm runs before and after it (docs.npmjs.com/cli/using-npm/scripts): those of the package.json in the
// folder. Scripts that an installation runs are read as well.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { firstText, joinPath, literalOf } from "@deploy-actions/workflow-source/command";
import type { NestedScript } from "../nested-scripts/nested-script.ts";
import { readNamed } from "../paths.ts";
import { type Run, spendOn } from "../run.ts";
import type { Simple } from "../simple-command.ts";

const FOLDERS = /^(?:--prefix|--dir|-C|--cwd)$/;
const VALUES = /^(?:-w|--workspace|--filter|-F)$/;
const INSTALLS = /^(?:ci|i|install|add|clean-install)$/;
const LIFECYCLE = ["preinstall", "install", "postinstall", "prepare"];

export function packageScripts(run: Run, { program, args, assignments }: Simple): readonly NestedScript[] {
  let folder = "";
  const words: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const text = firstText(args[at]);
    if (text === "--") break;
    const attached = /^(?:--prefix|--dir|--cwd)=(.*)$/s.exec(text)?.[1];
    if (attached !== undefined) folder = attached;
    else if (FOLDERS.test(text)) folder = literalOf(args[++at]) ?? "";
    else if (VALUES.test(text)) at++;
    else if (!text.startsWith("-")) words.push(text);
  }
  const names = namesOf(program, words);
  const file = names.length === 0 ? undefined : readNamed(run, joinPath(folder, "package.json") ?? "package.json");
  if (file === undefined) return [];
  spendOn(run, file.text.length);
  const scripts = scriptsIn(file);
  const base = { host: run.host, variables: assignments, stdin: undefined, sharesScope: false };
  return names.flatMap((name): readonly NestedScript[] => {
    const script = scripts.get(name);
    return script === undefined ? [] : [{ ...base, script }];
  });
}

function namesOf(program: string, [first = "", second]: readonly string[]): readonly string[] {
  if (INSTALLS.test(first)) return LIFECYCLE;
  if (first === "run" || first === "run-script")
    return second === undefined ? [] : [`pre${second}`, second, `post${second}`];
  if (/^(?:start|stop|restart|test)$/.test(first)) return [`pre${first}`, first, `post${first}`];
  return program !== "npm" && first !== "" ? [`pre${first}`, first, `post${first}`] : [];
}

/** The entries of `scripts`, each with its place in the file. */
function scriptsIn(file: Template): ReadonlyMap<string, Template> {
  const found = new Map<string, Template>();
  let parsed: unknown;
  try {
    parsed = JSON.parse(file.text);
  } catch {
    return found;
  }
  const scripts: unknown = typeof parsed === "object" && parsed !== null && "scripts" in parsed ? parsed.scripts : {};
  if (typeof scripts !== "object" || scripts === null) return found;
  const from = Math.max(0, file.text.search(/"scripts"\s*:/));
  for (const [name, text] of Object.entries(scripts)) {
    if (typeof text !== "string") continue;
    const raw = JSON.stringify(text);
    const key = file.text.indexOf(JSON.stringify(name), from);
    const start = key === -1 ? -1 : file.text.indexOf(raw, key + name.length);
    const writer = new TemplateWriter();
    const isVerbatim = start !== -1 && raw === `"${text}"`;
    if (isVerbatim) writer.slice(file, start + 1, start + raw.length - 1);
    else writer.at(text, Math.max(0, start), Math.max(0, start) + (start === -1 ? 0 : raw.length), file);
    found.set(name, writer.done());
  }
  return found;
}
