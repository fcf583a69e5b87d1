// Where a target keeps its releases and their history when nobody says otherwise.
import { resolve } from "node:path";

/** `given`, or what the README states: the machine's own folder for root, else the user's. */
export function stateDirectory(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  userId: number | undefined,
): string {
  if (given !== undefined) return resolve(given);
  if (userId === 0) return "/var/lib/deploy-actions";
  return resolve(environment.XDG_STATE_HOME ?? `${environment.HOME}/.local/state`, "deploy-actions");
}
