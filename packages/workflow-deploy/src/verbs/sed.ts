// `sed`, and `perl` used like sed: writes a tag or an image into a file that is deployed, in this job or from the repository.
import { referenceOf } from "@deploy-actions/workflow-companion";
import type { Word } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { deployableOf } from "../text-edit/deployable.ts";
import type { Substitution } from "../text-edit/sed.ts";
import { sedCallOf } from "../text-edit/sed-call.ts";
import { settingIn } from "../text-edit/setting.ts";
import type { Verb } from "../verb.ts";

export const sed: Verb = {
  programs: ["sed", "gsed", "perl"],
  read(command) {
    const call = sedCallOf(command);
    // Without a file, it edits piped text.
    if (call === undefined || !call.files.some((file) => deployableOf(file) !== "not")) return [];
    return call.substitutions.flatMap(({ substitution, word }) => written(substitution, word, command.program));
  },
};

/** The image that a substitution writes, in all its alternatives. */
function written({ source, replacements }: Substitution, word: Word, program: string): readonly Effect[] {
  const found = replacements.flatMap(({ pieces, trail }) => {
    const text = pieces.map((piece) => (typeof piece === "string" ? piece : "")).join("");
    const setting = settingIn(source, text);
    return setting === undefined ? [] : [{ ...setting, trail }];
  });
  const [first] = found;
  if (first === undefined) return [];
  const image: Word = { ...word, values: found.map(({ value, trail }) => ({ text: value, trail })) };
  return [{ does: "deploy", by: program, image: referenceOf(first.key, image) }];
}
