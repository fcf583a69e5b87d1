// action-catalog.md: every action of the library on one page.
import type { Composite, Definition } from "../definition.ts";
import { inputsTable, outputsTable, permissionsText, table } from "./markdown.ts";
import { GENERATED } from "./text.ts";

export interface Listed {
  readonly definition: Definition | Composite;
  /** How to name it in `uses:`. */
  readonly uses: string;
}

export function catalog(actions: readonly Listed[]): string {
  const overview = table(
    ["action", "what it is for", "runs as"],
    actions.map(({ definition }) => [
      `[${definition.name}](#${definition.name})`,
      definition.description,
      runsAs(definition),
    ]),
  );
  return ["# Action catalog", `<!-- ${GENERATED} -->`, overview, ...actions.map(section), ""].join("\n\n");
}

/** The short list that the project's README carries. */
export function overviewTable(actions: readonly Listed[]): string {
  return table(
    ["action", "what it is for"],
    actions.map(({ definition: { name, description } }) => [`[${name}](actions/${name}/README.md)`, description]),
  );
}

function section({ definition, uses }: Listed): string {
  return [
    `## ${definition.name}`,
    definition.description,
    `\`uses: ${uses}\` · [README](actions/${definition.name}/README.md)`,
    "**Inputs**",
    inputsTable(definition),
    "**Outputs**",
    outputsTable(definition),
    "**Permissions**",
    permissionsText(definition),
  ].join("\n\n");
}

const runsAs = (definition: Definition | Composite) =>
  "steps" in definition ? "composite of `run:` steps" : "JavaScript, Node 24";
