// Reads all inputs of a step from its environment and reports all mistakes together.
// Variable names follow the runner: `INPUT_`, spaces to `_`, upper case, hyphens kept (actions/runner, ActionRunner).
import { withoutCredentials } from "@deploy-actions/secret";
import { distance } from "fastest-levenshtein";
import type { Definition, InputsOf } from "../definition.ts";
import { itemsIn } from "./grammar.ts";
import type { Input } from "./input.ts";

export const inputVariable = (name: string) => `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`;

export interface InputMistake {
  readonly input: string;
  /** Completes the sentence "Input `x` …". */
  readonly message: string;
}

export type InputsResult<I> = { readonly inputs: I } | { readonly mistakes: readonly InputMistake[] };

export function readInputs<D extends Pick<Definition, "inputs">>(
  definition: D,
  environment: NodeJS.ProcessEnv,
): InputsResult<InputsOf<D & Definition>> {
  const values: Record<string, unknown> = {};
  const mistakes: InputMistake[] = unknownInputs(definition, environment);
  for (const [name, input] of Object.entries(definition.inputs)) {
    const result = readInput(input, environment[inputVariable(name)]);
    if ("value" in result) values[name] = result.value;
    else mistakes.push(...result.messages.map((message) => ({ input: name, message })));
  }
  // The loop above set every declared key from its own schema, which is the type InputsOf.
  return mistakes.length > 0 ? { mistakes } : { inputs: values as InputsOf<D & Definition> };
}

type Parsed = { readonly value: unknown } | { readonly messages: readonly string[] };

function readInput(input: Input<unknown>, raw: string | undefined): Parsed {
  if (raw !== undefined && input.default !== undefined && isEmptyList(input, raw)) {
    return { messages: [emptyListMessage(input.default)] };
  }
  const given = raw === undefined || raw.trim() === "" ? input.default : raw.trim();
  if (given === undefined || given === "") {
    if (input.required) return { messages: [`is required: ${input.description.replace(/\.$/, "")}`] };
    if (input.holds === "one") return { value: undefined };
  }
  return parse(input, given ?? "");
}

function parse(input: Input<unknown>, given: string): Parsed {
  const parsed = input.schema.safeParse(given);
  if (parsed.success) return { value: parsed.data };
  const got = input.secret ? "" : `; got ${quoted(given, input.secretParts !== undefined)}`;
  return { messages: parsed.error.issues.map((issue) => `${issue.message}${got}`) };
}

/**
 * The runner fills in the default of an omitted input, so an empty list was set to an empty value. The default must not be used then:
 * `match-labels: ${{ vars.UNSET }}` must not remove the objects that the default labels match.
 */
function isEmptyList({ holds }: Input<unknown>, raw: string): boolean {
  return holds === "items" && itemsIn(raw).length === 0;
}

function emptyListMessage(fallback: string): string {
  const items = itemsIn(fallback).join(", ");
  return `is empty, usually because a variable is not set; set at least one item, or omit the input to use its default (${items})`;
}

function quoted(text: string, isUrlInput: boolean): string {
  // Credentials in an invalid URL are still secret.
  const line = text.split("\n", 1)[0] ?? "";
  const first = isUrlInput || line.includes("//") ? withoutCredentials(line) : line;
  const short = first.length > 80 ? `${first.slice(0, 80)}…` : first;
  return `\`${short}\`${first.length < text.length && short === first ? " and more lines" : ""}`;
}

/** The runner only warns about an undeclared input; a misspelled `expected-jsn` must fail the step. */
function unknownInputs({ inputs }: Pick<Definition, "inputs">, environment: NodeJS.ProcessEnv): InputMistake[] {
  const known = new Map(Object.keys(inputs).map((name) => [inputVariable(name), name]));
  return Object.keys(environment)
    .filter((variable) => variable.startsWith("INPUT_") && !known.has(variable))
    .map((variable) => {
      const input = variable.slice("INPUT_".length).toLowerCase();
      const near = closestName(input, [...known.values()]);
      return { input, message: `does not exist${near === undefined ? "" : `; did you mean \`${near}\`?`}` };
    });
}

function closestName(name: string, candidates: readonly string[]): string | undefined {
  const scored = candidates.map((candidate) => ({ candidate, distance: distance(name, candidate) }));
  const best = scored.sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(2, Math.floor(name.length / 3)) ? best.candidate : undefined;
}
