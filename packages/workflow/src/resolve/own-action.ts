// Reads an action of this repository: a composite one (`runs.using: composite`), or a program.
// https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
import { type Files, joinPath } from "@deploy-actions/workflow-source/command";
import { type Entries, readSteps, type Step, valuesOf } from "@deploy-actions/workflow-source/model";
import type { Values } from "@deploy-actions/workflow-source/value";
import { parseYaml, type Text, type YamlValue } from "@deploy-actions/workflow-source/yaml";
import { namesImage } from "./container-image.ts";
import { type ExpressionScope, valuesOfText } from "./evaluate.ts";

/** `inputs` by name, with their defaults. */
export type CompositeAction = {
  readonly is: "composite";
  readonly inputs: ReadonlyMap<string, Text | undefined>;
  readonly outputs: Entries;
  readonly steps: readonly Step[];
};

/** `image`: one of a registry that it runs; `code`: its files, as far as they are there. */
export type ProgramAction = {
  readonly is: "program";
  readonly name: string;
  readonly image: Text | undefined;
  readonly code: readonly string[];
  readonly isBuilt: boolean;
};

/** `path` is relative to the root: `.github/actions/deploy`; undefined if there is no such action. */
export function readOwnAction(files: Files, path: string): CompositeAction | ProgramAction | undefined {
  const folder = joinPath("", path);
  if (folder === undefined) return undefined;
  for (const name of ["action.yml", "action.yaml"]) {
    const source = folder === "" ? name : `${folder}/${name}`;
    const file = files.read(source);
    if (file === undefined) continue;
    const { root } = parseYaml({ path: source, text: file.text });
    const isComposite = root?.get("runs")?.get("using")?.text()?.value === "composite";
    return isComposite ? readComposite(root) : readProgram(root, folder, files);
  }
  return undefined;
}

function readComposite(root: YamlValue): CompositeAction {
  const inputs = (root.get("inputs")?.entries() ?? []).map(
    ({ key, value }) => [key, value.get("default")?.text()] as const,
  );
  const steps = readSteps(root.get("runs")?.get("steps"), { shell: undefined, directory: undefined });
  return { is: "composite", inputs: new Map(inputs), outputs: valuesOf(root.get("outputs")), steps };
}

function readProgram(root: YamlValue | undefined, folder: string, files: Files): ProgramAction {
  const runs = root?.get("runs");
  const image = runs?.get("image")?.text();
  const isImage = image !== undefined && namesImage(image);
  const code = CODE.flatMap((key) => {
    const path = runs?.get(key)?.text()?.value;
    return path === undefined ? [] : (files.read(joinPath(folder, path) ?? path)?.text ?? []);
  });
  return {
    is: "program",
    name: root?.get("name")?.text()?.value ?? "",
    image: isImage ? image : undefined,
    code,
    isBuilt: image !== undefined && !isImage,
  };
}

/** Keys of `runs` that name files with code. */
const CODE = ["pre", "main", "post", "pre-entrypoint", "entrypoint", "post-entrypoint"];

/** The values of the action's inputs for a step. */
export function givenTo(
  { inputs }: CompositeAction,
  step: Step,
  surroundings: ExpressionScope,
): ReadonlyMap<string, Values> {
  const given = new Map<string, Values>();
  for (const [name, fallback] of inputs) {
    const text = step.with.get(name) ?? fallback;
    if (text !== undefined) given.set(name, valuesOfText(text, surroundings));
  }
  return given;
}
