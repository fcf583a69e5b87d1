// The Markdown tables of an action's README and of the catalog, and the markers that they are inserted between.
import type { Definition, Output } from "../definition.ts";
import type { Input } from "../input/input.ts";
import { outputForm } from "./output-form.ts";

export function inputsTable({ inputs }: Definition): string {
  const rows = Object.entries(inputs).map(([name, input]) => [
    `\`${name}\``,
    input.description,
    inputFormat(input),
    defaultOrRequired(input),
  ]);
  return rows.length === 0 ? "None." : table(["input", "description", "format", "default"], rows);
}

export function outputsTable({ outputs }: Definition): string {
  const rows = Object.entries(outputs).map(([name, output]) => [
    `\`${name}\``,
    output.description,
    outputFormat(output),
  ]);
  return rows.length === 0 ? "None." : table(["output", "description", "format"], rows);
}

export function permissionsText({ permissions }: Definition): string {
  const lines = Object.entries(permissions).map(([scope, access]) => `  ${scope}: ${access}`);
  return lines.length === 0
    ? "None: the action never uses `GITHUB_TOKEN`."
    : ["```yaml", "permissions:", ...lines, "```"].join("\n");
}

/** Replaces the text between `<!-- name:start -->` and `<!-- name:end -->`. Throws when a marker is missing. */
export function replaceBetweenMarkers(text: string, name: string, content: string): string {
  const start = `<!-- ${name}:start -->`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`${start} … ${end} is missing; add the two markers where the ${name} belong`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

function inputFormat({ grammar, secret }: Input<unknown>): string {
  return secret ? `${grammar}; secret` : grammar;
}

function defaultOrRequired(input: Input<unknown>): string {
  if (input.default !== undefined)
    return input.default
      .split("\n")
      .map((line) => `\`${line}\``)
      .join("<br>");
  return input.required ? "**required**" : "";
}

const FORMATS = { text: "text", boolean: "true or false", integer: "number", number: "number", json: "JSON" } as const;

function outputFormat(output: Output<unknown>): string {
  const form = outputForm(output);
  return form.kind === "choice" ? `one of ${form.choices.join(", ")}` : FORMATS[form.kind];
}
