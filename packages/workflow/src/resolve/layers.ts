// Environment variables in layers, nearest first: step, values from earlier steps, job, workflow. Each value is evaluated lazily and once.
import type { Entries } from "@deploy-actions/workflow-source/model";
import { type Values, withHop } from "@deploy-actions/workflow-source/value";
import { sourceOf, type Text } from "@deploy-actions/workflow-source/yaml";

/** The possible values of a name; undefined if the layer does not set it. */
export type Layer = (name: string) => Values | undefined;

/** The variables of an `env:` mapping. A value that refers to itself stays unknown. */
export function entriesLayer(entries: Entries, evaluate: (text: Text) => Values): Layer {
  const known = new Map<string, Values | undefined>();
  return (name) => {
    if (known.has(name)) return known.get(name);
    const text = entries.get(name);
    known.set(name, undefined);
    const values = text === undefined ? undefined : evaluate(text);
    const place = text === undefined ? undefined : sourceOf(text).place(0, text.value.length);
    const found =
      values === undefined || place === undefined ? undefined : withHop(values, { what: `env ${name}`, place });
    known.set(name, found);
    return found;
  };
}

export function combineLayers(...layers: readonly Layer[]): Layer {
  return (name) => {
    for (const layer of layers) {
      const values = layer(name);
      if (values !== undefined) return values;
    }
    return undefined;
  };
}
