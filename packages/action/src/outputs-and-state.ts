// Converts typed outputs and state to the text that the runner stores, and state back.
import type { Definition, OutputsOf, StateOf } from "./definition.ts";
import type { Runner } from "./runner/runner.ts";

/** Strings unchanged, everything else as JSON: `true`, `41`, `["a","b"]`. */
function serialize(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Writes all declared outputs; an unknown one is written as empty, so that every declared output is defined. */
export function writeOutputs<D extends Definition>(
  definition: D,
  outputs: Partial<OutputsOf<D>>,
  runner: Runner,
): void {
  const given = new Map<string, unknown>(Object.entries(outputs));
  for (const [name, { schema }] of Object.entries(definition.outputs)) {
    const value = given.get(name);
    runner.setOutput(name, value === undefined ? "" : serialize(schema.parse(value)));
  }
}

export function writeState<D extends Definition>(definition: D, state: Partial<StateOf<D>>, runner: Runner): void {
  for (const [name, value] of Object.entries(state)) {
    const schema = definition.state?.[name];
    if (schema !== undefined) runner.saveState(name, JSON.stringify(schema.parse(value)));
  }
}

/** The runner passes state to post as `STATE_<name>`. Throws when a value does not match its schema. */
export function readState<D extends Definition>(definition: D, environment: NodeJS.ProcessEnv): Partial<StateOf<D>> {
  const state: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(definition.state ?? {})) {
    const raw = environment[`STATE_${name}`];
    if (raw === undefined || raw === "") continue;
    state[name] = schema.parse(JSON.parse(raw));
  }
  // Each value was parsed by its own schema, which is the type StateOf.
  return state as Partial<StateOf<D>>;
}
