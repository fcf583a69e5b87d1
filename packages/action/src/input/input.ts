// An input of an action: a description, a zod schema that parses the runner's text, and what the generated files need.
import type { ReadResult } from "@deploy-actions/contract";
import type { z } from "zod/mini";

/** How an input is described in action-types.yml (github-actions-typing, https://github.com/typesafegithub/github-actions-typing). */
export type Typing =
  | { readonly type: "string" | "boolean" | "integer" | "float" }
  | { readonly type: "enum"; readonly "allowed-values": readonly string[] }
  | { readonly type: "list"; readonly separator: string; readonly "list-item": Typing };

/** Options of every kind of input. An input without `default` and without `required: true` may be absent. */
export interface InputOptions<T> {
  /** One sentence for action.yml, the README and the catalog. */
  readonly description: string;
  readonly required?: boolean;
  /** As text, the way a workflow would write it. */
  readonly default?: string;
  /** Masked in the log before anything else happens, and never repeated in an error. */
  readonly secret?: boolean;
  /** The secret parts of the text. Absent: the complete text of a secret input, and nothing of any other input. */
  readonly secretParts?: (text: string) => readonly string[];
  /** Returns what is wrong and what would be valid, or undefined. */
  readonly check?: (value: T) => string | undefined;
  /** Converts the parsed value to a domain value, such as an image reference. Absent: the value is the parsed value. */
  readonly read?: (value: T) => ReadResult<unknown>;
}

export interface Input<T> {
  readonly description: string;
  readonly required: boolean;
  readonly default?: string;
  readonly secret: boolean;
  readonly secretParts?: (text: string) => readonly string[];
  readonly typing: Typing;
  /** The format as shown in the README: `whole number from 1 to 100`, `one of a, b`. */
  readonly grammar: string;
  /** Decides the value of an absent input without a default: `undefined` for "one", an empty collection for the others. */
  readonly holds: "one" | "items" | "entries";
  /** Parses the text; created on first use. */
  readonly schema: z.ZodMiniType<T, string>;
}

/** The type of the value after the option `read`. */
export type AfterRead<T, O> = O extends { readonly read: (value: never) => ReadResult<infer M> } ? M : T;

/** T when the input is required or has a default, else `T | undefined`. */
export type OptionalUnlessSet<T, O> = O extends { readonly required: true } | { readonly default: string }
  ? T
  : T | undefined;
