// `yq` and `jq` that set an image or a tag, in a file that is deployed or in a piped definition for a cloud service.
import { imageKeyOf, referenceOf } from "@deploy-actions/workflow-companion";
import type { Word } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { deployableOf } from "../text-edit/deployable.ts";
import { queryCallOf } from "../text-edit/query-call.ts";
import type { Verb } from "../verb.ts";

export const query: Verb = {
  programs: ["yq", "jq", "gojq"],
  read(command) {
    const call = queryCallOf(command);
    if (call === undefined || (call.files.length > 0 && call.files.every((file) => deployableOf(file) === "not")))
      return [];
    return call.assignments.flatMap(({ assignment, word }): readonly Effect[] => {
      const key = imageKeyOf(assignment.key);
      // A piped text is a definition only if it has images.
      if (key === undefined || (key !== "image" && call.files.length === 0)) return [];
      const image: Word = { ...word, values: assignment.values };
      return [{ does: "deploy", by: command.program, image: referenceOf(key, image) }];
    });
  },
};
