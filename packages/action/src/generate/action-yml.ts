// action.yml from a definition: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
import { stringify } from "yaml";
import type { Definition } from "../definition.ts";
import { GENERATED } from "./generated-file.ts";

/** The paths for `main:` and `post:`, which differ between the source folder and the release tree. */
export interface EntryPoints {
  readonly main: string;
  /** Absent when the action has no post step. */
  readonly post?: string;
}

export function actionYml(definition: Definition, entryPoints: EntryPoints): string {
  const document = {
    name: definition.name,
    description: definition.description,
    branding: definition.branding,
    inputs: mapEntries(definition.inputs, (input) => ({
      description: input.description,
      required: input.required,
      ...(input.default === undefined ? {} : { default: input.default }),
    })),
    outputs: mapEntries(definition.outputs, ({ description }) => ({ description })),
    runs: { using: "node24", ...entryPoints },
  };
  return `# ${GENERATED}\n${stringify(document, { lineWidth: 0 })}`;
}

function mapEntries<T, R>(record: Readonly<Record<string, T>>, convert: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, convert(value)]));
}
