// Chooses the folder on the target for releases and their history.
import { resolve } from "node:path";

/** `given`, or the default that the README documents: a system folder for root, else one in the user's home. */
export function stateDirectory(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  userId: number | undefined,
): string {
  if (given !== undefined) return resolve(given);
  if (userId === 0) return "/var/lib/deploy-actions";
  return resolve(environment.XDG_STATE_HOME ?? `${environment.HOME}/.local/state`, "deploy-actions");
}
