// The kinds of input that an action can declare.
import { urlCredentials } from "@deploy-actions/secret";
import { z } from "zod/mini";
import { durationGrammar, parseDuration } from "./duration.ts";
import * as grammar from "./grammar.ts";
import type { AfterRead, Input, InputOptions, OptionalUnlessSet, Typing } from "./input.ts";

type Lines = readonly string[];
type Entries = Readonly<Record<string, string>>;

/** An input with a single value. */
type SingleInput<T, O> = Input<OptionalUnlessSet<AfterRead<T, O>, O>>;

/** Any text that is not empty, trimmed. */
export const text = <const O extends InputOptions<string>>(options: O): SingleInput<string, O> =>
  input(options, {
    parse: (value) => ({ value }),
    typing: { type: "string" },
    grammar: "text",
    holds: "one",
  });

/** A file or folder: relative to the workspace, or absolute. */
export const path = <const O extends InputOptions<string>>(options: O): SingleInput<string, O> =>
  input(options, {
    parse: (value) => (value.includes("\0") ? { mistakes: ["must be a path without NUL bytes"] } : { value }),
    typing: { type: "string" },
    grammar: "path",
    holds: "one",
  });

export const bool = <const O extends InputOptions<boolean>>(options: O): SingleInput<boolean, O> =>
  input(options, {
    parse: grammar.parseBoolean,
    typing: { type: "boolean" },
    grammar: "true or false",
    holds: "one",
  });

export const integer = <const O extends InputOptions<number> & grammar.Range>(options: O): SingleInput<number, O> =>
  input(options, {
    parse: (value) => grammar.parseInteger(value, options),
    typing: { type: "integer" },
    grammar: `whole number${grammar.rangeText(options)}`,
    holds: "one",
  });

/** A duration; the value is in seconds, and so is a text without a unit. */
export const seconds = <const O extends InputOptions<number> & grammar.Range>(options: O): SingleInput<number, O> =>
  input(options, {
    parse: (value) => parseDuration(value, options),
    typing: { type: "string" },
    grammar: durationGrammar(options),
    holds: "one",
  });

export const choice = <const C extends readonly [string, ...string[]], const O extends InputOptions<C[number]>>(
  choices: C,
  options: O,
): SingleInput<C[number], O> => {
  const format = `one of ${choices.join(", ")}`;
  return input<C[number], OptionalUnlessSet<AfterRead<C[number], O>, O>>(options, {
    parse: (value) => (choices.includes(value) ? { value } : { mistakes: [`must be ${format}`] }),
    typing: { type: "enum", "allowed-values": choices },
    grammar: format,
    holds: "one",
  });
};

/** One item per line; an absent input is an empty list. */
export const lines = <const O extends InputOptions<Lines>>(options: O): Input<AfterRead<Lines, O>> =>
  input(options, {
    parse: (value) => ({ value: grammar.linesIn(value) }),
    typing: listOf("\n"),
    grammar: "one per line",
    holds: "items",
  });

/** Items separated by commas or on separate lines; an absent input is an empty list. */
export const list = <const O extends InputOptions<Lines>>(options: O): Input<AfterRead<Lines, O>> =>
  input(options, {
    parse: (value) => ({ value: grammar.itemsIn(value) }),
    typing: listOf(","),
    grammar: "list (commas or lines)",
    holds: "items",
  });

/** `NAME=value` lines; an absent input is an empty map. */
export const map = <const O extends InputOptions<Entries>>(options: O): Input<AfterRead<Entries, O>> =>
  input(options, {
    parse: grammar.parseMap,
    typing: listOf("\n"),
    grammar: "NAME=value lines",
    holds: "entries",
  });

export const url = <const O extends InputOptions<string>>(options: O): SingleInput<string, O> =>
  input(
    { ...options, secretParts: urlCredentials },
    { parse: grammar.parseUrl, typing: { type: "string" }, grammar: "URL", holds: "one" },
  );

/** One http(s) URL per line; an absent input is an empty list. */
export const urls = <const O extends InputOptions<Lines>>(options: O): Input<AfterRead<Lines, O>> =>
  input(
    { ...options, secretParts: urlCredentials },
    { parse: grammar.parseUrls, typing: listOf("\n"), grammar: "URLs, one per line", holds: "items" },
  );

function listOf(separator: string): Typing {
  return { type: "list", separator, "list-item": { type: "string" } };
}

interface Kind<T> extends Pick<Input<T>, "typing" | "grammar" | "holds"> {
  readonly parse: (text: string) => grammar.Parsed<T>;
}

function input<T, V>(options: InputOptions<T>, { parse, ...kind }: Kind<T>): Input<V> {
  let schema: z.ZodMiniType<V, string> | undefined;
  return {
    description: options.description,
    required: options.required ?? false,
    secret: options.secret ?? false,
    ...(options.secretParts === undefined ? {} : { secretParts: options.secretParts }),
    ...(options.default === undefined ? {} : { default: options.default }),
    ...kind,
    get schema() {
      // V is T, or the result of `read`; the kinds above declare it with `AfterRead`.
      schema ??= schemaOf((text) => checkAndRead(parse(text), options)) as z.ZodMiniType<V, string>;
      return schema;
    },
  };
}

/** A single transform from text to value, because every additional kind of zod schema slows down start-up. */
function schemaOf<T>(parse: (text: string) => grammar.Parsed<T>): z.ZodMiniType<T, string> {
  return z.transform((text: string, { issues }) => {
    const parsed = parse(text);
    if ("value" in parsed) return parsed.value;
    for (const message of parsed.mistakes) issues.push({ code: "custom", input: text, message });
    return z.NEVER;
  });
}

function checkAndRead<T>(parsed: grammar.Parsed<T>, { check, read }: InputOptions<T>): grammar.Parsed<unknown> {
  if (!("value" in parsed)) return parsed;
  const problem = check?.(parsed.value);
  if (problem !== undefined) return { mistakes: [problem] };
  if (read === undefined) return parsed;
  const result = read(parsed.value);
  return "value" in result ? result : { mistakes: [result.mistake] };
}
