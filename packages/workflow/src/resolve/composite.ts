// Reads a composite action of this repository (`runs.using: composite`).
// https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
import { type Files, joinPath } from "@deploy-actions/workflow-source/command";
import { type Entries, readSteps, type Step, valuesOf } from "@deploy-actions/workflow-source/model";
import { parseYaml, type Text } from "@deploy-actions/workflow-source/yaml";

/** `inputs` by name, with their defaults. */
type CompositeAction = {
  readonly inputs: ReadonlyMap<string, Text | undefined>;
  readonly outputs: Entries;
  readonly steps: readonly Step[];
};

/** An action of this repository: composite steps, or a program, of which only the name is known. */
export type OwnAction =
  | ({ readonly is: "composite" } & CompositeAction)
  /** `image`: one of a registry that it runs; `code`: its files, as far as they are there. */
  | {
      readonly is: "program";
      readonly name: string;
      readonly image: Text | undefined;
      readonly code: readonly string[];
      readonly isBuilt: boolean;
    };

/** `path` is relative to the root: `.github/actions/deploy`; undefined if there is no such action. */
export function readOwnAction(files: Files, path: string): OwnAction | undefined {
  const folder = joinPath("", path);
  if (folder === undefined) return undefined;
  for (const name of ["action.yml", "action.yaml"]) {
    const source = folder === "" ? name : `${folder}/${name}`;
    const file = files.read(source);
    if (file === undefined) continue;
    const { root } = parseYaml({ path: source, text: file.text });
    const runs = root?.get("runs");
    if (runs?.get("using")?.text()?.value !== "composite") {
      const image = runs?.get("image")?.text();
      const isImage = image?.value.startsWith("docker://") === true;
      const code = ["pre", "main", "post", "pre-entrypoint", "entrypoint", "post-entrypoint"].flatMap((key) => {
        const path = runs?.get(key)?.text()?.value;
        const named = path === undefined ? undefined : files.read(joinPath(folder, path) ?? path);
        return named?.text ?? [];
      });
      const title = root?.get("name")?.text()?.value ?? "";
      return {
        is: "program",
        name: title,
        image: isImage ? image : undefined,
        code,
        isBuilt: image !== undefined && !isImage,
      };
    }
    const inputs = (root?.get("inputs")?.entries() ?? []).map(
      ({ key, value }) => [key, value.get("default")?.text()] as const,
    );
    const steps = readSteps(runs.get("steps"), { shell: undefined, directory: undefined });
    return { is: "composite", inputs: new Map(inputs), outputs: valuesOf(root?.get("outputs")), steps };
  }
  return undefined;
}
