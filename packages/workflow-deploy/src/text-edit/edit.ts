// The text edit that a command performs: sed, perl, envsubst, yq, jq, kustomize.
import { KUSTOMIZATION_NAMES, withImagesSet } from "@deploy-actions/workflow-companion";
import { type EditCommand, firstText, type TextEdit } from "@deploy-actions/workflow-source/command";
import { type Hop, only } from "@deploy-actions/workflow-source/value";
import { applyEnvsubst } from "./envsubst.ts";
import { imagesSetBy } from "./kustomize-call.ts";
import { type QueryCall, queryCallOf } from "./query-call.ts";
import { type SedCall, sedCallOf } from "./sed-call.ts";
import { applyAssignments } from "./set-values.ts";
import { applySubstitutions } from "./substitute.ts";

/** Undefined for a command that edits nothing, or with an unknown edit. */
export function textEditOf(command: EditCommand): TextEdit | undefined {
  if (command.program === "envsubst") return envsubst(command);
  if (command.program === "kustomize") return settingImages(command);
  const query = queryCallOf(command);
  if (query !== undefined) return setting(command, query);
  const call = sedCallOf(command);
  return call === undefined ? undefined : replacing(command, call);
}

function replacing(command: EditCommand, { substitutions, files, inPlace, isWhole }: SedCall): TextEdit {
  const by: Hop = { what: command.program, place: substitutions[0]?.word.place ?? command.place };
  return {
    files,
    inPlace,
    apply: (text) =>
      isWhole
        ? applySubstitutions(
            text,
            substitutions.map(({ substitution }) => substitution),
            by,
          )
        : undefined,
  };
}

function setting(command: EditCommand, { assignments, files, inPlace }: QueryCall): TextEdit | undefined {
  // A query that sets nothing prints something else.
  if (assignments.length === 0) return undefined;
  const by: Hop = { what: command.program, place: assignments[0]?.word.place ?? command.place };
  const all = assignments.map(({ assignment }) => assignment);
  return { files, inPlace, apply: (text) => applyAssignments(text, all, by) };
}

function settingImages({ args, place }: EditCommand): TextEdit | undefined {
  const sets = imagesSetBy(args);
  if (sets.length === 0) return undefined;
  const files = KUSTOMIZATION_NAMES.map((name) => ({ values: only(name), written: name, place }));
  return { files, inPlace: true, apply: (text) => withImagesSet(text, sets) };
}

function envsubst(command: EditCommand): TextEdit | undefined {
  const [format] = command.args;
  if (format !== undefined && firstText(format).startsWith("-")) return undefined;
  const names =
    format === undefined
      ? undefined
      : new Set([...firstText(format).matchAll(/\$\{?([A-Za-z_]\w*)/g)].flatMap(([, name]) => name ?? []));
  return {
    files: [],
    inPlace: false,
    apply: (text) => applyEnvsubst(text, (name) => command.variable(name), names, command.place),
  };
}
