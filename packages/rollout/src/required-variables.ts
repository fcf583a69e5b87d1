// Finds the variables that a compose file requires. Its text gives the candidates; whether a missing one matters is tested with Compose, because
// a variable in an unused block, or in a service that is not started, does not affect what runs.
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
import type { RolloutContext } from "./context.ts";

/** The variables without a default in the compose files, sorted. */
export function candidateVariables(documents: readonly unknown[]): string[] {
  return [...new Set(documents.flatMap(neededVariables))].sort();
}

/** The candidates (`names`) that the release requires: those that were given, and missing ones that affect what runs. */
export async function requiredVariables(
  context: RolloutContext,
  project: ComposeProject,
  names: readonly string[],
  { model, images }: { readonly model: Model; readonly images: Changes["images"] },
): Promise<string[]> {
  const required: string[] = [];
  const pinned = (one: Model): Model => withChanges(one, { images, files: new Map() });
  for (const name of names) {
    const matters = async (): Promise<boolean> => {
      if (compose.isReserved(name) || isOrigin(model, name)) return true;
      // One at a time, because each candidate starts a process.
      const probed = await withValue(context, project, name);
      return probed === undefined || differences(pinned(model), pinned(probed)).length > 0;
    };
    if (context.variables[name] !== undefined || (await matters())) required.push(name);
  }
  return required;
}

/** Whether a secret or config takes its value from this variable. Compose prints the variable's name there, not its value. */
function isOrigin({ secrets = {}, configs = {} }: Model, name: string): boolean {
  return [...Object.values(secrets), ...Object.values(configs)].some(({ environment }) => environment === name);
}

/** The model with some value for the variable; undefined if Compose rejects that value. */
async function withValue(
  { target, signal }: RolloutContext,
  project: ComposeProject,
  name: string,
): Promise<Model | undefined> {
  const probed = { ...project, variables: { ...project.variables, [name]: `probe-${randomUUID()}` } };
  const { code, stdout } = await attempt(target, compose.readModel(probed), { signal });
  return code === 0 ? parseModel(stdout) : undefined;
}
