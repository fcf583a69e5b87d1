// Keeps the history of one app in one environment on its target: `releases/<id>/`, the append-only `ledger.jsonl`, and `current`, which is
// swapped by a rename and is the only commit point.
import { Policy } from "@deploy-actions/probe";
import { type Target, TargetError } from "@deploy-actions/target";
import { ReleaseError } from "./error.ts";
import { Event } from "./event.ts";
import { type History, readHistory } from "./history.ts";
import { Release, ReleaseId, sha256 } from "./release.ts";

/** What going back to a release needs, but for its secrets. */
export type KeptRelease = {
  readonly release: Release;
  /** The text of its compose file. */
  readonly composeFile: string;
  readonly policy: Policy;
};

export type Ledger = {
  /** Where everything is kept, an absolute path on the target. */
  readonly folder: string;
  readonly composePath: (id: string) => string;
  /** Where a file with this content is kept: by its hash, so that an unchanged file stays at one path over all releases. */
  readonly filePath: (content: string) => string;
  readonly read: () => Promise<History>;
  /** Ids of the releases that are kept, sorted. */
  readonly known: () => Promise<string[]>;
  /** Throws ReleaseError "release-damaged" when what is kept is not what its id says. */
  readonly release: (id: string) => Promise<KeptRelease>;
  /** Keeps a release before it is tried. One that is there already stays as it is, with the policy it was committed under. */
  readonly keep: (kept: KeptRelease, files: ReadonlyMap<string, KeptContent>) => Promise<void>;
  readonly append: (event: Event) => Promise<void>;
  /** Makes this release the current one, judged by this policy from now on. */
  readonly commit: (id: string, policy: Policy) => Promise<void>;
};

/** `mode` is that of the file in the checkout. */
export type KeptContent = { readonly text: string; readonly mode: number };

/** Where to keep it: `<stateDir>/<app>/<environment>/`. Nothing is written until something is kept. */
export type Place = { readonly stateDir: string; readonly app: string; readonly environment: string };

export function openLedger(target: Target, { stateDir, app, environment }: Place): Ledger {
  const folder = `${stateDir}/${app}/${environment}`;
  const ledger = `${folder}/ledger.jsonl`;
  const pointer = `${folder}/current`;
  const of = (id: string, name: string): string => `${folder}/releases/${id}/${name}`;
  let open = false;

  return {
    folder,
    composePath: (id) => of(id, "compose.yml"),
    filePath: (content) => `${folder}/files/${sha256(content)}`,
    read: () =>
      reading(folder, async () => {
        const [text, current] = await Promise.all([target.readFile(ledger), target.readFile(pointer)]);
        const history = readHistory(text ?? "", current === undefined ? undefined : pointedAt(current));
        open = history.open;
        return history;
      }),
    known: () =>
      reading(folder, async () =>
        (await target.list(`${folder}/releases`)).filter((id) => ReleaseId.safeParse(id).success),
      ),
    release: (id) => reading(folder, () => keptRelease(target, id, of)),
    keep: ({ release, composeFile, policy }, files) =>
      writing(folder, async () => {
        for (const [path, { text, mode }] of files) await target.writeFile(path, text, { mode });
        const there = await Promise.all(
          ["release.json", "compose.yml"].map((name) => target.readFile(of(release.id, name))),
        );
        // One that was damaged since is made anew.
        if (there[0] !== undefined && there[1] === composeFile) return;
        await target.writeFile(of(release.id, "compose.yml"), composeFile, OWN);
        await target.writeFile(of(release.id, "policy.json"), json(policy), OWN);
        // Last, since it is what says that the others are complete.
        await target.writeFile(of(release.id, "release.json"), json(release), OWN);
      }),
    append: (event) =>
      writing(folder, async () => {
        // A line that a crash cut off must not swallow this one.
        if (open) await target.append(ledger, "");
        open = false;
        await target.append(ledger, JSON.stringify(Event.parse(event)));
      }),
    commit: (id, policy) =>
      writing(folder, async () => {
        await target.writeFile(of(id, "policy.json"), json(policy), OWN);
        await target.writeFile(pointer, `${id}\n`, OWN);
      }),
  };
}

/** Nobody else's business, though no secret is in it. */
const OWN = { mode: 0o600 };

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function pointedAt(text: string): string {
  const id = ReleaseId.safeParse(text.trim());
  if (id.success) return id.data;
  throw new ReleaseError(
    "ledger-unreadable",
    "The file `current` holds no release id.",
    "Write the id of the release that serves into it (one of the folders under releases/), then run the step again.",
  );
}

async function keptRelease(target: Target, id: string, of: (id: string, name: string) => string): Promise<KeptRelease> {
  const read = async (name: string): Promise<string> => {
    const text = await target.readFile(of(id, name));
    if (text !== undefined) return text;
    throw damaged(id, `${of(id, name)} is missing`);
  };
  const [release, composeFile, policy] = await Promise.all(["release.json", "compose.yml", "policy.json"].map(read));
  try {
    const kept = {
      release: Release.parse(JSON.parse(release ?? "")),
      composeFile: composeFile ?? "",
      policy: Policy.parse(JSON.parse(policy ?? "")),
    };
    if (sha256(kept.composeFile) === kept.release.configHash) return kept;
  } catch (cause) {
    throw damaged(id, "release.json or policy.json cannot be read", cause);
  }
  throw damaged(id, "its compose.yml was changed after it was kept");
}

function damaged(id: string, what: string, cause?: unknown): ReleaseError {
  return new ReleaseError(
    "release-damaged",
    `Release ${id} is no longer what was deployed: ${what}.`,
    "Deploy that version again with its own inputs, which makes it anew; a kept release is never edited.",
    cause,
  );
}

function reading<T>(folder: string, act: () => Promise<T>): Promise<T> {
  return naming("read", folder, act);
}

function writing<T>(folder: string, act: () => Promise<T>): Promise<T> {
  return naming("written", folder, act);
}

async function naming<T>(how: "read" | "written", folder: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof TargetError) || error.reason !== "file-failed") throw error;
    throw new ReleaseError(
      "state-dir",
      `The ledger in ${folder} could not be ${how}: ${error.message}`,
      "Give `state-dir` a folder that the runner's user owns, with free space, and the same one for every deploy and rollback of this app.",
      error,
    );
  }
}
