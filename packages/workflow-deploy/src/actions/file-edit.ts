// Actions that write a value into a file of a repository that is deployed from there.
import { imageKeyOf, readYaml, referenceOf, type Yaml } from "@deploy-actions/workflow-companion";
import { valuesIn, writtenIn } from "@deploy-actions/workflow-source";
import type { Word } from "@deploy-actions/workflow-source/command";
import type { ActionStep, ActionVerb } from "../action-verb.ts";
import type { Effect } from "../effect.ts";
import { deployableOf } from "../text-edit/deployable.ts";
import { settingIn } from "../text-edit/setting.ts";
import { effects, NOTHING, textOf, wordOf } from "./inputs.ts";

/** `propertyPath` and `value`, or several of them in `changes`, optionally grouped by file. */
const yamlUpdate: ActionVerb = {
  actions: ["fjogeleit/yaml-update-action"],
  read(step) {
    const file = wordOf(step.input("valueFile"));
    if (file !== undefined && deployableOf(file) === "not") return NOTHING;
    const path = textOf(step.input("propertyPath"));
    const value = wordOf(step.input("value"));
    const one = path === undefined || value === undefined ? [] : settingAt(step, path, value);
    const changes = step.input("changes");
    const several =
      changes === undefined ? [] : readYaml(changes.template).documents.flatMap((root) => changed(step, root, 0));
    return effects(...one, ...several);
  },
};

/** Groups are one level deep. */
function changed(step: ActionStep, node: Yaml, depth: number): readonly Effect[] {
  return node.entries().flatMap(({ key, value }) => {
    const text = value.text();
    if (text === undefined) return depth > 0 ? [] : changed(step, value, depth + 1);
    const word = {
      values: valuesIn(text.text, text.holes),
      written: writtenIn(text.text, text.written),
      place: text.place(0, text.text.length),
    };
    return settingAt(step, key, word);
  });
}

/** `backend.version` is treated as a tag, since that is the action's purpose. */
function settingAt(step: ActionStep, path: string, value: Word): readonly Effect[] {
  const last = path.split(".").at(-1) ?? "";
  const key = imageKeyOf(last) ?? (/version$/i.test(last) && path.includes(".") ? "tag" : undefined);
  return key === undefined ? [] : [{ does: "deploy", by: step.name, image: referenceOf(key, value) }];
}

const findReplace: ActionVerb = {
  actions: ["jacobtomlinson/gha-find-replace"],
  read(step) {
    const file = wordOf(step.input("include"));
    const found = textOf(step.input("find"));
    const value = wordOf(step.input("replace"));
    const [first] = value?.values ?? [];
    if (file === undefined || found === undefined || value === undefined || first === undefined) return NOTHING;
    const setting = deployableOf(file) === "not" ? undefined : settingIn(found, first.text);
    if (setting === undefined) return NOTHING;
    const values = value.values.flatMap(({ text, trail }) => {
      const own = settingIn(found, text);
      return own === undefined ? [] : [{ text: own.value, trail }];
    });
    return effects({ does: "deploy", by: step.name, image: referenceOf(setting.key, { ...value, values }) });
  },
};

export const fileEdit: readonly ActionVerb[] = [yamlUpdate, findReplace];
