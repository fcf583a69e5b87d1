// Generates action-catalog.md: all actions on one page.
import type { Definition } from "../definition.ts";
import { GENERATED } from "./generated-file.ts";
import { inputsTable, outputsTable, permissionsText, table } from "./markdown.ts";

export interface CatalogEntry {
  readonly definition: Definition;
  /** How to name it in `uses:`. */
  readonly uses: string;
  /** A step that uses it, as YAML. */
  readonly usage: string;
}

export function catalog(actions: readonly CatalogEntry[]): string {
  const overview = table(
    ["action", "description", "runs as"],
    actions.map(({ definition }) => [`[${definition.name}](#${definition.name})`, definition.description, RUNS_AS]),
  );
  return `${["# Action catalog", `<!-- ${GENERATED} -->`, overview, ...actions.map(section)].join("\n\n")}\n`;
}

/** The short list in the project's README. */
export function overviewTable(actions: readonly CatalogEntry[]): string {
  return table(
    ["action", "description"],
    actions.map(({ definition: { name, description } }) => [`[${name}](actions/${name}/README.md)`, description]),
  );
}

function section({ definition, uses, usage }: CatalogEntry): string {
  const { name, description } = definition;
  const parts = {
    Usage: `\`\`\`yaml\n${usage}\`\`\``,
    Inputs: inputsTable(definition),
    Outputs: outputsTable(definition),
    Permissions: permissionsText(definition),
  };
  return [
    `## ${name}`,
    `${description} For details and troubleshooting, see [${name}](actions/${name}/README.md).`,
    `\`uses: ${uses}\`, ${RUNS_AS} · ${Object.keys(parts)
      .map((part) => link(name, part))
      .join(" · ")}`,
    // The action's name makes each heading, and so its anchor, unique.
    ...Object.entries(parts).flatMap(([part, text]) => [`### ${heading(name, part)}`, text]),
  ].join("\n\n");
}

const heading = (action: string, part: string) => `${part} of ${action}`;

/** GitHub's anchor of a heading: lower case, hyphens for spaces. */
const link = (action: string, part: string) =>
  `[${part.toLowerCase()}](#${heading(action, part).toLowerCase().replaceAll(" ", "-")})`;

const RUNS_AS = "JavaScript, Node 24";
