// Has Compose resolve the stored compose files of a release before anything is changed, from a copy in a temporary folder.
import { randomBytes } from "node:crypto";
import type { KeptCompose, Ledger } from "@deploy-actions/release";
import {
  attempt,
  type ComposeProject,
  compose,
  execute,
  type Hashes,
  type Model,
  parseHashes,
  projectName,
} from "@deploy-actions/runtime";
import type { RolloutContext } from "./context.ts";
import { fingerprintsOf, withFingerprints } from "./fingerprints.ts";
import { readComposeModel } from "./read-compose-model.ts";

export type ResolvedCompose = {
  readonly model: Model;
  /** Cover each service's configuration and the values that it gets: see `isRunningAs`. */
  readonly hashes: Hashes;
};

/** Throws RolloutError "compose-file" with Compose's error message. */
export async function resolveKeptCompose(
  context: RolloutContext,
  ledger: Ledger,
  { texts, files }: KeptCompose,
): Promise<ResolvedCompose> {
  const { target, location, variables } = context;
  const folder = await target.makeTemporaryFolder("deploy-compose");
  try {
    for (const [path, text] of texts) await target.writeFile(`${folder}/${path}`, text, { mode: 0o600 });
    const project: ComposeProject = {
      name: projectName(location.app, location.environment),
      files: files.map((path) => `${folder}/${path}`),
      variables,
    };
    const model = await readComposeModel(context, project, "the stored compose file");
    // Without a stored key no running container has a fingerprint, so any key works.
    const key = (await ledger.key()) ?? randomBytes(32).toString("hex");
    const labelled = withFingerprints(project, await fingerprintsOf(context, ledger, key, model));
    return { model, hashes: await hashesOf(context, labelled) };
  } finally {
    await target.remove(folder);
  }
}

/**
 * `compose config --hash` of Compose 2.26 hashes a service before reading its env_file, but `compose up` hashes it afterwards. So both hashes
 * are read: one for the files, and one for the resolved model, which contains the variables of every env_file. The second fails for a model
 * that refers to a service that is not started; then only the first is used.
 */
async function hashesOf({ target, signal }: RolloutContext, project: ComposeProject): Promise<Hashes> {
  const [model, hashes] = await Promise.all([
    execute(target, compose.readModel(project), { signal }),
    execute(target, compose.serviceHashes(project), { signal }),
  ]);
  const resolved = { ...project, files: [], overlay: model.stdout };
  const second = await attempt(target, compose.serviceHashes(resolved), { signal });
  return parseHashes(hashes.stdout, second.code === 0 ? second.stdout : "");
}
