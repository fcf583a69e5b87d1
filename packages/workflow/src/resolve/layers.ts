// Environment variables in layers, the nearest first: step, what earlier steps wrote, job, workflow. Each value is evaluated when somebody
// asks for it, and once.
import type { Entries } from "@deploy-actions/workflow-source/model";
import { type Values, withHop } from "@deploy-actions/workflow-source/value";
import { sourceOf, type Text } from "@deploy-actions/workflow-source/yaml";

/** What a name may be; undefined where the layer does not set it. */
export type Layer = (name: string) => Values | undefined;

/** The variables of an `env:` mapping. A value that asks for itself stays unknown. */
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

export function layered(...layers: readonly Layer[]): Layer {
  return (name) => {
    for (const layer of layers) {
      const values = layer(name);
      if (values !== undefined) return values;
    }
    return undefined;
  };
}
