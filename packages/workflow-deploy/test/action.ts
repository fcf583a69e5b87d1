// Steps that use an action, for tests of action verbs: inputs as plain texts, in which marks may stand as they are.
import { templateOfFile } from "@deploy-actions/workflow-source";
import { filesOf } from "@deploy-actions/workflow-source/testing";
import { only, type Values } from "@deploy-actions/workflow-source/value";
import type { ActionStep } from "../src/action-verb.ts";

export type Given = {
  readonly variables?: Readonly<Record<string, string | Values>>;
  readonly files?: Readonly<Record<string, string>>;
};

/** Every input stands alone in a file of its own name. */
export function stepOf(name: string, inputs: Readonly<Record<string, string>> = {}, given: Given = {}): ActionStep {
  const variables = new Map(Object.entries(given.variables ?? {}));
  const all = new Map(Object.entries(inputs).map(([key, text]) => [key.toLowerCase(), { key, text }]));
  return {
    name,
    place: templateOfFile({ path: "uses", text: name }).place(0, name.length),
    directory: "",
    input(key) {
      const found = all.get(key.toLowerCase());
      if (found === undefined) return undefined;
      const template = templateOfFile({ path: found.key, text: found.text });
      return {
        template,
        word: { values: only(found.text), written: found.text, place: template.place(0, found.text.length) },
      };
    },
    variable(key) {
      const value = variables.get(key);
      return typeof value === "string" ? only(value) : value;
    },
    files: filesOf(given.files ?? {}),
  };
}
