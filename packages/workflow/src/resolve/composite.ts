// Reads an action of this repository that is made of steps (`runs.using: composite`).
// https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
import type { Files } from "../deploy/files.ts";
import { joinPath } from "../deploy/path.ts";
import { readSteps, valuesOf } from "../model/read.ts";
import type { Entries, Step } from "../model/workflow.ts";
import { parseYaml } from "../source/document.ts";
import type { Text } from "../source/scalar.ts";

/** `inputs` by name, with their defaults. */
export type CompositeAction = {
  readonly inputs: ReadonlyMap<string, Text | undefined>;
  readonly outputs: Entries;
  readonly steps: readonly Step[];
};

/** `uses` is a path such as `./.github/actions/deploy`; undefined where there is no such action. */
export function readComposite(files: Files, uses: string): CompositeAction | undefined {
  const folder = joinPath("", uses);
  if (folder === undefined) return undefined;
  for (const name of ["action.yml", "action.yaml"]) {
    const path = folder === "" ? name : `${folder}/${name}`;
    const file = files.read(path);
    if (file === undefined) continue;
    const { root } = parseYaml({ path, text: file.text });
    const runs = root?.get("runs");
    if (runs?.get("using")?.text()?.value !== "composite") return undefined;
    const inputs = (root?.get("inputs")?.entries() ?? []).map(
      ({ key, value }) => [key, value.get("default")?.text()] as const,
    );
    const steps = readSteps(runs.get("steps"), { shell: undefined, directory: undefined });
    return { inputs: new Map(inputs), outputs: valuesOf(root?.get("outputs")), steps };
  }
  return undefined;
}
