// The kinds of input an action may declare. Each is a value that the runtime reads, the types follow and the generator prints.
import { urlCredentials } from "@deploy-actions/secret";
import { z } from "zod/mini";
import { durationGrammar, durationText } from "./duration.ts";
import { booleanText, integerText, linesText, listText, mapText, type Range, urlProblem, within } from "./grammar.ts";
import type { Input, InputOptions, Promised, Typing } from "./input.ts";

/** Any text that is not empty, surrounding space removed. */
export const text = <const O extends InputOptions<string>>(options: O): Input<Promised<string, O>> =>
  input(options, z.string(), { type: "string" }, "text");

/** A file or folder, as the step's shell would read it: relative to the workspace, or absolute. */
export const path = <const O extends InputOptions<string>>(options: O): Input<Promised<string, O>> =>
  input(
    options,
    z.string().check(z.refine((value) => !value.includes("\0"), "must be a path without NUL bytes")),
    { type: "string" },
    "path",
  );

export const bool = <const O extends InputOptions<boolean>>(options: O): Input<Promised<boolean, O>> =>
  input(options, booleanText, { type: "boolean" }, "true or false");

export const integer = <const O extends InputOptions<number> & Range>(options: O): Input<Promised<number, O>> =>
  input(options, integerText(options), { type: "integer" }, `whole number${within(options)}`);

/** A duration; the value is a number of seconds, and so is a text without a unit. */
export const seconds = <const O extends InputOptions<number> & Range>(options: O): Input<Promised<number, O>> =>
  input(options, durationText(options), { type: "string" }, durationGrammar(options));

export const choice = <const C extends readonly [string, ...string[]], const O extends InputOptions<C[number]>>(
  choices: C,
  options: O,
): Input<Promised<C[number], O>> =>
  input(
    options,
    z.string().check(z.refine((value) => choices.includes(value), `must be one of ${choices.join(", ")}`)),
    { type: "enum", "allowed-values": choices },
    `one of ${choices.join(", ")}`,
  );

/** One item per line; an absent input is an empty list. */
export const lines = (options: InputOptions<readonly string[]>): Input<readonly string[]> =>
  input(options, linesText, listOf("\n"), "one per line", []);

/** Items separated by commas or on lines of their own; an absent input is an empty list. */
export const list = (options: InputOptions<readonly string[]>): Input<readonly string[]> =>
  input(options, listText, listOf(","), "list (commas or lines)", []);

/** `NAME=value` lines; an absent input is an empty map. */
export const map = (options: InputOptions<Readonly<Record<string, string>>>): Input<Readonly<Record<string, string>>> =>
  input(options, mapText, listOf("\n"), "NAME=value lines", {});

export const url = <const O extends InputOptions<string>>(options: O): Input<Promised<string, O>> =>
  input({ ...options, secretParts: urlCredentials }, z.string().check(z.superRefine(isUrl)), { type: "string" }, "URL");

/** One http(s) URL per line; an absent input is an empty list. */
export const urls = (options: InputOptions<readonly string[]>): Input<readonly string[]> =>
  input(
    { ...options, secretParts: urlCredentials },
    linesText.check(z.superRefine(eachUrl)),
    listOf("\n"),
    "URLs, one per line",
    [],
  );

type Issues = z.core.$RefinementCtx<unknown>;

function isUrl(text: string, context: Issues): void {
  const message = urlProblem(text);
  if (message !== undefined) context.addIssue({ code: "custom", message, continue: false });
}

function eachUrl(items: readonly string[], context: Issues): void {
  for (const [index, item] of items.entries()) {
    const message = urlProblem(item);
    const position = items.length > 1 ? ` (item ${index + 1})` : "";
    if (message !== undefined) context.addIssue({ code: "custom", message: `${message}${position}`, continue: false });
  }
}

function listOf(separator: string): Typing {
  return { type: "list", separator, "list-item": { type: "string" } };
}

function input<T, V extends T | undefined>(
  options: InputOptions<T>,
  schema: z.ZodMiniType<T, string>,
  typing: Typing,
  grammar: string,
  absent?: V,
): Input<V> {
  const { check } = options;
  const checked =
    check === undefined
      ? schema
      : schema.check(
          z.superRefine((value, context) => {
            const message = check(value);
            if (message !== undefined) context.addIssue({ code: "custom", message });
          }),
        );
  return {
    description: options.description,
    required: options.required ?? false,
    secret: options.secret ?? false,
    ...(options.secretParts === undefined ? {} : { secretParts: options.secretParts }),
    ...(options.default === undefined ? {} : { default: options.default }),
    typing,
    grammar,
    schema: checked,
    absent,
  };
}
