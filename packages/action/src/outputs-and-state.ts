// Outputs and state on their way out and back in: typed values as the text the runner carries between steps.
import type { Definition, OutputsOf, StateOf } from "./definition.ts";
import type { Runner } from "./runner/runner.ts";

/** Text as it is, everything else as JSON: `true`, `41`, `["a","b"]`. */
function carried(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Writes every declared output; one that is not known is written empty, so that no expression reads a stale or missing name. */
export function writeOutputs<D extends Definition>(
  definition: D,
  outputs: Partial<OutputsOf<D>>,
  runner: Runner,
): void {
  const given = new Map<string, unknown>(Object.entries(outputs));
  for (const [name, { schema }] of Object.entries(definition.outputs)) {
    const value = given.get(name);
    runner.setOutput(name, value === undefined ? "" : carried(schema.parse(value)));
  }
}

export function writeState<D extends Definition>(definition: D, state: Partial<StateOf<D>>, runner: Runner): void {
  for (const [name, value] of Object.entries(state)) {
    const schema = definition.state?.[name];
    if (schema !== undefined) runner.saveState(name, JSON.stringify(schema.parse(value)));
  }
}

/** The runner hands state to post as `STATE_<name>`. Throws where a value isn't what main can have saved. */
export function readState<D extends Definition>(definition: D, environment: NodeJS.ProcessEnv): Partial<StateOf<D>> {
  const state: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(definition.state ?? {})) {
    const raw = environment[`STATE_${name}`];
    if (raw === undefined || raw === "") continue;
    state[name] = schema.parse(JSON.parse(raw));
  }
  // Each value came out of its own schema, which is what StateOf says.
  return state as Partial<StateOf<D>>;
}
