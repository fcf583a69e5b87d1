// Finds the variables that a compose file cannot do without. Its text names them; whether one that was not given matters, Compose says: a name
// in a block that nothing uses, or in a service that is not started, changes nothing about what runs.
import { randomUUID } from "node:crypto";
import {
  attempt,
  type Changes,
  type ComposeProject,
  compose,
  differences,
  type Model,
  neededVariables,
  parseModel,
  withChanges,
} from "@deploy-actions/runtime";
import type { Setting } from "./context.ts";

/** The names that the texts of the compose files need, sorted. */
export function namesIn(documents: readonly unknown[]): string[] {
  return [...new Set(documents.flatMap(neededVariables))].sort();
}

/** Those of the names that the release needs: the ones that were given, and the ones that were not and matter. */
export async function neededOf(
  setting: Setting,
  project: ComposeProject,
  names: readonly string[],
  { model, images }: { readonly model: Model; readonly images: Changes["images"] },
): Promise<string[]> {
  const needed: string[] = [];
  const pinned = (one: Model): Model => withChanges(one, { images, files: new Map() });
  for (const name of names) {
    const matters = async (): Promise<boolean> => {
      if (compose.isReserved(name) || isOrigin(model, name)) return true;
      // One after the other: each is a process, and there can be many of them.
      const probed = await withValue(setting, project, name);
      return probed === undefined || differences(pinned(model), pinned(probed)).length > 0;
    };
    if (setting.variables[name] !== undefined || (await matters())) needed.push(name);
  }
  return needed;
}

/** Whether a secret or config that is used has its value from this variable: what Compose prints names it and does not show its value. */
function isOrigin({ secrets = {}, configs = {} }: Model, name: string): boolean {
  return [...Object.values(secrets), ...Object.values(configs)].some(({ environment }) => environment === name);
}

/** What the files mean when the name has some value; nothing where Compose refuses that one. */
async function withValue(
  { target, signal }: Setting,
  project: ComposeProject,
  name: string,
): Promise<Model | undefined> {
  const probed = { ...project, variables: { ...project.variables, [name]: `probe-${randomUUID()}` } };
  const { code, stdout } = await attempt(target, compose.readModel(probed), { signal });
  return code === 0 ? parseModel(stdout) : undefined;
}
