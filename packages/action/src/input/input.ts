// An input of an action: one sentence, a zod schema from the runner's text to a value, and what the generated files say of it.
import type { z } from "zod/mini";

/** How an input is described in action-types.yml (github-actions-typing, https://github.com/typesafegithub/github-actions-typing). */
export type Typing =
  | { readonly type: "string" | "boolean" | "integer" | "float" }
  | { readonly type: "enum"; readonly "allowed-values": readonly string[] }
  | { readonly type: "list"; readonly separator: string; readonly "list-item": Typing };

/** What a text came to: the value that it means, or what is wrong with it, which reads on after «Input `x` ». */
export type ReadResult<T> = { readonly value: T } | { readonly mistake: string };

/** What every kind of input takes. An input without `default` and without `required: true` may be absent. */
export interface InputOptions<T> {
  /** One sentence for action.yml, the README and the catalog. */
  readonly description: string;
  readonly required?: boolean;
  /** In the text form that a workflow would write. */
  readonly default?: string;
  /** Masked in the log before anything else happens, and never echoed in an error. */
  readonly secret?: boolean;
  /** Which parts of the text are secrets; without it all of a secret input is one, and nothing of any other. */
  readonly secretParts?: (text: string) => readonly string[];
  /** Says what is wrong and what would be right, or nothing. */
  readonly check?: (value: T) => string | undefined;
  /** What the value means in its domain: an image reference and not its text. Without it the value is what the kind's grammar gives. */
  readonly read?: (value: T) => ReadResult<unknown>;
}

export interface Input<T> {
  readonly description: string;
  readonly required: boolean;
  readonly default?: string;
  readonly secret: boolean;
  readonly secretParts?: (text: string) => readonly string[];
  readonly typing: Typing;
  /** The grammar in words, for the README: `integer 1–100`, `one of a, b`. */
  readonly grammar: string;
  /** What an absent input without a default is: `undefined` for one value, else what an empty text means. */
  readonly holds: "one" | "items" | "entries";
  /** Text to value; made when it is first used. */
  readonly schema: z.ZodMiniType<T, string>;
}

/** What the options make of a value of the kind's grammar. */
export type Meaning<T, O> = O extends { readonly read: (value: never) => ReadResult<infer M> } ? M : T;

/** T where the options promise a value, else `T | undefined`. */
export type Promised<T, O> = O extends { readonly required: true } | { readonly default: string } ? T : T | undefined;
