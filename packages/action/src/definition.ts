// The definition of an action: one value from which action.yml, the README tables, the catalog, action-types.yml, the runtime validation of
// inputs and the TypeScript types are derived.
import type { z } from "zod/mini";
import type { Input } from "./input/input.ts";

/** Scopes of GITHUB_TOKEN, https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions. */
export type Permissions = Readonly<
  Partial<
    Record<"actions" | "contents" | "deployments" | "id-token" | "packages" | "security-events", "read" | "write">
  >
>;

export interface Output<T> {
  readonly description: string;
  /** Strings are written unchanged, everything else as JSON. */
  readonly schema: z.ZodMiniType<T>;
}

interface BaseDefinition {
  /** Kebab-case; the folder's name and the last part of `uses:`. */
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  /** Icon (Feather) and colour from the Marketplace's sets. */
  readonly branding: {
    readonly icon: string;
    readonly color: "white" | "yellow" | "blue" | "green" | "orange" | "red" | "purple" | "gray-dark";
  };
  readonly permissions: Permissions;
  readonly inputs: Readonly<Record<string, Input<unknown>>>;
}

export interface Definition extends BaseDefinition {
  readonly outputs: Readonly<Record<string, Output<unknown>>>;
  /** False for an action that itself talks to no server, only programs that it starts do. Absent: true. See `judgeVariables`. */
  readonly opensConnections?: false;
  /** Values that main saves for post, stored as JSON. */
  readonly state?: Readonly<Record<string, z.ZodMiniType>>;
}

export type InputsOf<D extends BaseDefinition> = {
  readonly [K in keyof D["inputs"]]: D["inputs"][K] extends Input<infer T> ? T : never;
};
export type OutputsOf<D extends Definition> = {
  readonly [K in keyof D["outputs"]]: D["outputs"][K] extends Output<infer T> ? T : never;
};
export type StateOf<D extends Definition> =
  D["state"] extends Readonly<Record<string, z.ZodMiniType>>
    ? { readonly [K in keyof D["state"]]: z.output<D["state"][K]> }
    : Readonly<Record<never, never>>;

/** Throws when a name is not kebab-case or a description is missing. */
export function defineAction<const D extends Definition>(definition: D): D {
  requireDescriptions(definition);
  return definition;
}

export const output = <T>(schema: z.ZodMiniType<T>, description: string): Output<T> => ({ schema, description });

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

function requireDescriptions(definition: Definition): void {
  const described: [string, { readonly description: string }][] = [
    [definition.name, definition],
    ...Object.entries(definition.inputs),
    ...Object.entries(definition.outputs),
  ];
  for (const [name, { description }] of described) {
    if (!KEBAB.test(name)) throw new Error(`${definition.name}: \`${name}\` is not kebab-case`);
    if (description.trim() === "")
      throw new Error(`${definition.name}: \`${name}\` has no description; add one sentence`);
  }
}
