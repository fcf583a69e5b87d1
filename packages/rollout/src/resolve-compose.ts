// Has Compose read what is kept of a release, with its variables filled in, before anything is touched: from a copy in a folder that is gone afterwards.
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
import type { Setting } from "./context.ts";
import { fingerprintsOf, withFingerprints } from "./fingerprints.ts";
import { modelOf } from "./read-compose-model.ts";

export type Filled = {
  readonly model: Model;
  /** Of the configuration and of the values that each service gets: see `isRunningAs`. */
  readonly hashes: Hashes;
};

/** Throws RolloutError "compose-file" with Compose's own words. */
export async function fillIn(setting: Setting, ledger: Ledger, { texts, files }: KeptCompose): Promise<Filled> {
  const { target, place, variables } = setting;
  const folder = await target.makeTemporaryFolder("deploy-compose");
  try {
    for (const [path, text] of texts) await target.writeFile(`${folder}/${path}`, text, { mode: 0o600 });
    const project: ComposeProject = {
      name: projectName(place.app, place.environment),
      files: files.map((path) => `${folder}/${path}`),
      variables,
    };
    const model = await modelOf(setting, project, "what is kept of the compose file");
    // Without a key nothing that runs can carry a fingerprint made with it, so any will do.
    const key = (await ledger.key()) ?? randomBytes(32).toString("hex");
    const marked = withFingerprints(project, await fingerprintsOf(setting, ledger, key, model));
    return { model, hashes: await hashesOf(setting, marked) };
  } finally {
    await target.remove(folder);
  }
}

/**
 * Compose 2.26 hashes a service before it has read its env_file when it is asked for the hash, and afterwards when it starts it. So the hash
 * is asked for twice: of the files, and of what Compose says that they mean, in which every env_file is read. Whatever cannot be
 * read a second time (it names a service that is not started) keeps the first.
 */
async function hashesOf({ target, signal }: Setting, project: ComposeProject): Promise<Hashes> {
  const [model, hashes] = await Promise.all([
    execute(target, compose.readModel(project), { signal }),
    execute(target, compose.serviceHashes(project), { signal }),
  ]);
  const meaning = { ...project, files: [], overlay: model.stdout };
  const again = await attempt(target, compose.serviceHashes(meaning), { signal });
  return parseHashes(hashes.stdout, again.code === 0 ? again.stdout : "");
}
