// action.yml from a definition: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
import { stringify } from "yaml";
import type { Composite, Definition } from "../definition.ts";
import { GENERATED } from "./generated-file.ts";

/** The paths for `main:` and `post:`, which differ between the source folder and the release tree. */
export interface EntryPoints {
  readonly main: string;
  /** Absent when the action has no post step. */
  readonly post?: string;
}

export function actionYml(definition: Definition, entryPoints: EntryPoints): string {
  const outputs = mapEntries(definition.outputs, ({ description }) => ({ description }));
  return yaml(definition, outputs, { using: "node24", ...entryPoints });
}

export function compositeYml(definition: Composite): string {
  const outputs = mapEntries(definition.outputs, ({ description, value }) => ({ description, value }));
  return yaml(definition, outputs, { using: "composite", steps: definition.steps });
}

function yaml(definition: Definition | Composite, outputs: object, runs: object): string {
  const document = {
    name: definition.name,
    description: definition.description,
    branding: definition.branding,
    inputs: mapEntries(definition.inputs, (input) => ({
      description: input.description,
      required: input.required,
      ...(input.default === undefined ? {} : { default: input.default }),
    })),
    outputs,
    runs,
  };
  return `# ${GENERATED}\n${stringify(document, { lineWidth: 0 })}`;
}

function mapEntries<T, R>(record: Readonly<Record<string, T>>, convert: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, convert(value)]));
}
