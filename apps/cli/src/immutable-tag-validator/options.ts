// Parses the command line, following the conventions of node:util's parseArgs.
import { parseArgs } from "node:util";
import type { Settings } from "@deploy-actions/check";

export type Format = "text" | "json" | "sarif";
type Color = "auto" | "always" | "never";

export type CheckOptions = {
  /** Files and folders as given; if empty, the repository around the working directory is checked. */
  readonly paths: readonly string[];
  readonly settings: Settings;
  /** `head`, `base` (the base commit of the run's event), or a revision. */
  readonly policyFrom: string;
  readonly fix: boolean;
  readonly format: Format;
  /** File to write the report to instead of standard output. */
  readonly output?: string;
  readonly color: Color;
};

export type Invocation =
  | { readonly does: "check"; readonly options: CheckOptions }
  | { readonly does: "help" | "version" }
  /** `why` is a sentence. */
  | { readonly does: "refuse"; readonly why: string };

const OPTIONS = {
  strict: { type: "boolean", default: false },
  actions: { type: "string", default: "off" },
  "own-owners": { type: "string", multiple: true },
  "deploy-jobs": { type: "string", multiple: true },
  "build-jobs": { type: "string", multiple: true },
  config: { type: "string" },
  "policy-from": { type: "string", default: "head" },
  fix: { type: "boolean", default: false },
  format: { type: "string", default: "text" },
  output: { type: "string", short: "o" },
  color: { type: "string", default: "auto" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

/** `args` are the arguments after the program name. */
export function parseArguments(args: readonly string[]): Invocation {
  try {
    return read(args);
  } catch (error) {
    if (!isUsageError(error)) throw error;
    // Node appends a second sentence with advice about quoting.
    return { does: "refuse", why: `${error.message.split(/\. |\n/, 1)[0]?.replace(/\.$/, "")}.` };
  }
}

function read(args: readonly string[]): Invocation {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.help) return { does: "help" };
  if (values.version) return { does: "version" };
  const [command, ...paths] = positionals;
  if (command === undefined || command === "help") return { does: "help" };
  if (command !== "check")
    throw new UsageError(`There is no command '${command}'; write 'check ${command}' to check a path`);
  return {
    does: "check",
    options: {
      paths,
      settings: {
        strict: values.strict,
        actions: oneOf("--actions", ["off", "sha"], values.actions),
        ownOwners: items(values["own-owners"]),
        deployJobs: items(values["deploy-jobs"]),
        buildJobs: items(values["build-jobs"]),
        ...(values.config === undefined ? {} : { config: values.config }),
      },
      policyFrom: given("--policy-from", values["policy-from"]),
      fix: values.fix,
      format: oneOf("--format", ["text", "json", "sarif"], values.format),
      ...(values.output === undefined ? {} : { output: values.output }),
      color: oneOf("--color", ["auto", "always", "never"], values.color),
    },
  };
}

class UsageError extends Error {}

function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}

function oneOf<const Choice extends string>(option: string, choices: readonly Choice[], value: string): Choice {
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined) throw new UsageError(`${option} must be one of ${choices.join(", ")}, not '${value}'`);
  return chosen;
}

/** An expression without a value must not turn into the default. */
function given(option: string, value: string): string {
  if (value.trim() === "") throw new UsageError(`${option} is empty`);
  return value.trim();
}

/** An option can be repeated, and each value can contain several items separated by commas. */
function items(values: readonly string[] = []): readonly string[] {
  return values
    .flatMap((value) => value.split(","))
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
