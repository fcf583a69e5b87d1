// The tables of an action's README and the rows of the catalog, in Markdown, and the markers between which they stand.
import type { Composite, Definition } from "../definition.ts";
import type { Input } from "../input/input.ts";
import { outputForm } from "./output-form.ts";

type Either = Definition | Composite;

export function inputsTable({ inputs }: Either): string {
  const rows = Object.entries(inputs).map(([name, input]) => [
    `\`${name}\``,
    input.description,
    kind(input),
    presence(input),
  ]);
  return rows.length === 0 ? "None." : table(["input", "what it is", "form", "default"], rows);
}

export function outputsTable({ outputs }: Either): string {
  const rows = Object.entries(outputs).map(([name, output]) => [`\`${name}\``, output.description, form(output)]);
  return rows.length === 0 ? "None." : table(["output", "what it is", "form"], rows);
}

export function permissionsText({ permissions }: Either): string {
  const lines = Object.entries(permissions).map(([scope, access]) => `  ${scope}: ${access}`);
  return lines.length === 0
    ? "None: the action never uses `GITHUB_TOKEN`."
    : ["```yaml", "permissions:", ...lines, "```"].join("\n");
}

/** Replaces what stands between `<!-- name:start -->` and `<!-- name:end -->`. Throws where a marker is missing. */
export function between(text: string, name: string, content: string): string {
  const start = `<!-- ${name}:start -->`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`no ${start} … ${end}; add the two markers where the ${name} belong`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

function kind({ grammar, secret }: Input<unknown>): string {
  return secret ? `${grammar}; secret` : grammar;
}

function presence(input: Input<unknown>): string {
  if (input.default !== undefined)
    return input.default
      .split("\n")
      .map((line) => `\`${line}\``)
      .join("<br>");
  return input.required ? "**required**" : "";
}

const FORMS = { text: "text", boolean: "true or false", integer: "number", number: "number", json: "JSON" } as const;

function form(output: object): string {
  const is = outputForm(output);
  return is.kind === "choice" ? `one of ${is.choices.join(", ")}` : FORMS[is.kind];
}
