// The kinds of input an action may declare. Each is a value that the runtime reads, the types follow and the generator prints.
import { urlCredentials } from "@deploy-actions/secret";
import { z } from "zod/mini";
import { durationGrammar, durationText } from "./duration.ts";
import { booleanText, integerText, linesText, listText, mapText, type Range, urlProblem, within } from "./grammar.ts";
import type { Input, InputOptions, Meaning, Promised, Typing } from "./input.ts";

type Lines = readonly string[];
type Entries = Readonly<Record<string, string>>;

/** An input that is one value. */
type One<T, O> = Input<Promised<Meaning<T, O>, O>>;

/** Any text that is not empty, surrounding space removed. */
export const text = <const O extends InputOptions<string>>(options: O): One<string, O> =>
  input(options, { schema: () => z.string(), typing: { type: "string" }, grammar: "text", holds: "one" });

/** A file or folder, as the step's shell would read it: relative to the workspace, or absolute. */
export const path = <const O extends InputOptions<string>>(options: O): One<string, O> =>
  input(options, {
    schema: () => z.string().check(z.refine((value) => !value.includes("\0"), "must be a path without NUL bytes")),
    typing: { type: "string" },
    grammar: "path",
    holds: "one",
  });

export const bool = <const O extends InputOptions<boolean>>(options: O): One<boolean, O> =>
  input(options, { schema: booleanText, typing: { type: "boolean" }, grammar: "true or false", holds: "one" });

export const integer = <const O extends InputOptions<number> & Range>(options: O): One<number, O> =>
  input(options, {
    schema: () => integerText(options),
    typing: { type: "integer" },
    grammar: `whole number${within(options)}`,
    holds: "one",
  });

/** A duration; the value is a number of seconds, and so is a text without a unit. */
export const seconds = <const O extends InputOptions<number> & Range>(options: O): One<number, O> =>
  input(options, {
    schema: () => durationText(options),
    typing: { type: "string" },
    grammar: durationGrammar(options),
    holds: "one",
  });

export const choice = <const C extends readonly [string, ...string[]], const O extends InputOptions<C[number]>>(
  choices: C,
  options: O,
): One<C[number], O> =>
  input(options, {
    schema: () =>
      z.string().check(z.refine((value) => choices.includes(value), `must be one of ${choices.join(", ")}`)),
    typing: { type: "enum", "allowed-values": choices },
    grammar: `one of ${choices.join(", ")}`,
    holds: "one",
  });

/** One item per line; an absent input is an empty list. */
export const lines = <const O extends InputOptions<Lines>>(options: O): Input<Meaning<Lines, O>> =>
  input(options, { schema: linesText, typing: listOf("\n"), grammar: "one per line", holds: "items" });

/** Items separated by commas or on lines of their own; an absent input is an empty list. */
export const list = <const O extends InputOptions<Lines>>(options: O): Input<Meaning<Lines, O>> =>
  input(options, { schema: listText, typing: listOf(","), grammar: "list (commas or lines)", holds: "items" });

/** `NAME=value` lines; an absent input is an empty map. */
export const map = <const O extends InputOptions<Entries>>(options: O): Input<Meaning<Entries, O>> =>
  input(options, { schema: mapText, typing: listOf("\n"), grammar: "NAME=value lines", holds: "entries" });

export const url = <const O extends InputOptions<string>>(options: O): One<string, O> =>
  input(
    { ...options, secretParts: urlCredentials },
    { schema: () => z.string().check(z.superRefine(isUrl)), typing: { type: "string" }, grammar: "URL", holds: "one" },
  );

/** One http(s) URL per line; an absent input is an empty list. */
export const urls = <const O extends InputOptions<Lines>>(options: O): Input<Meaning<Lines, O>> =>
  input(
    { ...options, secretParts: urlCredentials },
    {
      schema: () => linesText().check(z.superRefine(eachUrl)),
      typing: listOf("\n"),
      grammar: "URLs, one per line",
      holds: "items",
    },
  );

type Issues = z.core.$RefinementCtx<unknown>;

function isUrl(text: string, context: Issues): void {
  const message = urlProblem(text);
  if (message !== undefined) context.addIssue({ code: "custom", message, continue: false });
}

function eachUrl(items: Lines, context: Issues): void {
  for (const [index, item] of items.entries()) {
    const message = urlProblem(item);
    const position = items.length > 1 ? ` (item ${index + 1})` : "";
    if (message !== undefined) context.addIssue({ code: "custom", message: `${message}${position}`, continue: false });
  }
}

function listOf(separator: string): Typing {
  return { type: "list", separator, "list-item": { type: "string" } };
}

interface Kind<T> extends Pick<Input<T>, "typing" | "grammar" | "holds"> {
  readonly schema: () => z.ZodMiniType<T, string>;
}

function input<T, V>(options: InputOptions<T>, { schema, ...kind }: Kind<T>): Input<V> {
  let made: z.ZodMiniType<V, string> | undefined;
  return {
    description: options.description,
    required: options.required ?? false,
    secret: options.secret ?? false,
    ...(options.secretParts === undefined ? {} : { secretParts: options.secretParts }),
    ...(options.default === undefined ? {} : { default: options.default }),
    ...kind,
    get schema() {
      // V is T, or what `read` makes of it: the kinds above say so by `Meaning`.
      made ??= meant(checked(schema(), options), options) as z.ZodMiniType<V, string>;
      return made;
    },
  };
}

function checked<T>(schema: z.ZodMiniType<T, string>, { check }: InputOptions<T>): z.ZodMiniType<T, string> {
  if (check === undefined) return schema;
  return schema.check(
    z.superRefine((value, context) => {
      const message = check(value);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    }),
  );
}

function meant<T>(schema: z.ZodMiniType<T, string>, { read }: InputOptions<T>): z.ZodMiniType<unknown, string> {
  if (read === undefined) return schema;
  return z.pipe(
    schema,
    z.transform((value: T, { issues }) => {
      const result = read(value);
      if ("value" in result) return result.value;
      issues.push({ code: "custom", input: value, message: result.mistake });
      return z.NEVER;
    }),
  );
}
