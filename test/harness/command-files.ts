// The five command files of a step and how the runner reads them back after it (actions/runner FileCommandManager).
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

const MAX_SUMMARY_BYTES = 1024 * 1024;
const KINDS = ["OUTPUT", "STATE", "ENV", "PATH", "STEP_SUMMARY"] as const;
type Kind = (typeof KINDS)[number];
export type CommandFiles = Readonly<Record<Kind, string>>;

/** What a step left in its command files. An error makes the step fail; a complaint is only shown. */
export interface Harvest {
  readonly outputs: Record<string, string>;
  readonly state: Record<string, string>;
  readonly env: Record<string, string>;
  readonly path: string[];
  readonly summary: string;
  readonly errors: string[];
  readonly complaints: string[];
}

/** Creates empty files in `folder` and returns them with the variables that name them (`GITHUB_OUTPUT`, …). */
export async function createCommandFiles(
  folder: string,
  suffix: string,
): Promise<{ files: CommandFiles; variables: Record<string, string> }> {
  await mkdir(folder, { recursive: true });
  const at = (kind: Kind) => join(folder, `${kind.toLowerCase()}_${suffix}`);
  const files = {
    OUTPUT: at("OUTPUT"),
    STATE: at("STATE"),
    ENV: at("ENV"),
    PATH: at("PATH"),
    STEP_SUMMARY: at("STEP_SUMMARY"),
  };
  for (const file of Object.values(files)) await writeFile(file, "");
  return { files, variables: Object.fromEntries(KINDS.map((kind) => [`GITHUB_${kind}`, files[kind]])) };
}

/** A file that the step removed counts as empty. */
export async function readCommandFiles(files: CommandFiles): Promise<Harvest> {
  const errors: string[] = [];
  const complaints: string[] = [];
  const pairs = async (kind: Kind): Promise<Record<string, string>> => {
    const entries: Record<string, string> = {};
    try {
      for (const [name, value] of keyValuePairs(await textOf(files[kind]))) entries[name] = value;
    } catch (error) {
      errors.push(
        `Unable to process file command '${kind.toLowerCase()}' successfully.`,
        error instanceof Error ? error.message : String(error),
      );
    }
    return entries;
  };
  const env = await pairs("ENV");
  for (const name of Object.keys(env).filter((each) => each.toUpperCase() === "NODE_OPTIONS")) {
    delete env[name];
    complaints.push(`Can't store ${name} output parameter using '$GITHUB_ENV' command.`);
  }
  const summary = await summaryOf(files.STEP_SUMMARY, complaints);
  const path = (await textOf(files.PATH)).split(/\r?\n/).filter((line) => line !== "");
  return { outputs: await pairs("OUTPUT"), state: await pairs("STATE"), env, path, summary, errors, complaints };
}

async function summaryOf(file: string, complaints: string[]): Promise<string> {
  const bytes = await stat(file).then(
    (each) => each.size,
    () => 0,
  );
  if (bytes <= MAX_SUMMARY_BYTES) return textOf(file);
  complaints.push(
    `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.floor(bytes / 1024)}k`,
  );
  return "";
}

const textOf = (file: string) =>
  readFile(file, "utf8").then(
    (text) => text.replace(/^\uFEFF/, ""),
    () => "",
  );

/** `name=value` and `name<<delimiter` … `delimiter`. Only LF ends a line, so a CR stays in the value (as on Linux). */
function* keyValuePairs(text: string): Generator<[name: string, value: string]> {
  let rest = text;
  const takeLine = (): { line: string; ended: boolean } | undefined => {
    if (rest === "") return undefined;
    const end = rest.indexOf("\n");
    const line = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? "" : rest.slice(end + 1);
    return { line, ended: end >= 0 };
  };
  for (let taken = takeLine(); taken !== undefined; taken = takeLine()) {
    const { line } = taken;
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const name = line.slice(0, heredoc);
      const delimiter = line.slice(heredoc + 2);
      if (name === "" || delimiter === "")
        throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`);
      const value: string[] = [];
      for (let next = takeLine(); next?.line !== delimiter; next = takeLine()) {
        if (next === undefined || !next.ended)
          throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
        value.push(next.line);
      }
      yield [name, value.join("\n")];
    } else if (equals >= 0) {
      const name = line.slice(0, equals);
      if (name === "") throw new Error(`Invalid format '${line}'. Name must not be empty`);
      yield [name, line.slice(equals + 1)];
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
}
