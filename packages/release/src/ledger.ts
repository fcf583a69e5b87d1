// Keeps the history of one app in one environment on its target: `releases/<id>/`, the append-only `ledger.jsonl`, and `current`, which is
// swapped by a rename and is the only commit point.
import { randomBytes } from "node:crypto";
import { Policy } from "@deploy-actions/probe";
import { type Target, TargetError } from "@deploy-actions/target";
import { ReleaseError } from "./error.ts";
import { Event } from "./event.ts";
import { type History, readHistory } from "./history.ts";
import { configHashOf, type KeptCompose, Release, ReleaseId, sha256 } from "./release.ts";

/** What going back to a release needs, but for its secrets. */
export type KeptRelease = {
  readonly release: Release;
  readonly compose: KeptCompose;
  readonly policy: Policy;
};

export type Ledger = {
  /** Where everything is kept, an absolute path on the target. */
  readonly folder: string;
  /** Where the files are that Compose is given for a release, in order. */
  readonly composeFiles: (release: Release) => string[];
  /** Where a file with this content is kept: by its hash, so that an unchanged file stays at one path over all releases. */
  readonly filePath: (content: string) => string;
  /** Whether a path is one of these, so that the path alone tells the content. */
  readonly isKept: (path: string) => boolean;
  readonly read: () => Promise<History>;
  /** Ids of the releases that are kept, sorted. */
  readonly known: () => Promise<string[]>;
  /** Throws ReleaseError "release-damaged" when what is kept is not what its id says. */
  readonly release: (id: string) => Promise<KeptRelease>;
  /** Keeps a release before it is tried. One that is there already stays as it is, with the policy it was committed under. */
  readonly keep: (kept: KeptRelease, files: ReadonlyMap<string, KeptContent>) => Promise<void>;
  readonly append: (event: Event) => Promise<void>;
  /** What fingerprints of secret values are made with; absent until the first is made. It leaves this machine never. */
  readonly key: () => Promise<string | undefined>;
  /** The same key, made now where there is none yet. */
  readonly makeKey: () => Promise<string>;
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
  const secretKey = `${folder}/key`;
  const of = (id: string, name: string): string => `${folder}/releases/${id}/${name}`;
  // One that was damaged is none: with another key every fingerprint differs, and the containers are made again.
  const keyThere = async (): Promise<string | undefined> =>
    /^[0-9a-f]{64}$/.exec((await target.readFile(secretKey)) ?? "")?.[0];
  let open = false;

  return {
    folder,
    composeFiles: ({ id, composeFiles }) => composeFiles.map((name) => of(id, name)),
    filePath: (content) => `${folder}/files/${sha256(content)}`,
    isKept: (path) => path.startsWith(`${folder}/files/`),
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
    keep: ({ release, compose, policy }, files) =>
      writing(folder, async () => {
        for (const [path, { text, mode }] of files) await target.writeFile(path, text, { mode });
        const texts = [...compose.texts];
        const known = await target.readFile(of(release.id, "release.json"));
        const there = await Promise.all(texts.map(([name]) => target.readFile(of(release.id, name))));
        // One that was damaged since is written again.
        if (known !== undefined && texts.every(([, text], index) => there[index] === text)) return;
        for (const [name, text] of texts) await target.writeFile(of(release.id, name), text, OWN);
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
    key: () => reading(folder, keyThere),
    makeKey: () =>
      writing(folder, async () => {
        const there = await keyThere();
        if (there !== undefined) return there;
        const made = randomBytes(32).toString("hex");
        await target.writeFile(secretKey, made, OWN);
        return made;
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
  const [release, policy] = parsed(id, [await read("release.json"), await read("policy.json")]);
  const names = [...release.composeFiles, ...release.composeParts];
  const texts = new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
  const compose = { texts, files: release.composeFiles };
  if (configHashOf(compose) === release.configHash) return { release, compose, policy };
  throw damaged(id, `one of its compose files was changed after it was kept (${names.join(", ")})`);
}

function parsed(id: string, [release, policy]: readonly [string, string]): [Release, Policy] {
  try {
    return [Release.parse(JSON.parse(release)), Policy.parse(JSON.parse(policy))];
  } catch (cause) {
    throw damaged(id, "release.json or policy.json cannot be read", cause);
  }
}

function damaged(id: string, what: string, cause?: unknown): ReleaseError {
  return new ReleaseError(
    "release-damaged",
    `Release ${id} is no longer what was deployed: ${what}.`,
    "Deploy that version again with its own inputs, which writes it again; a kept release is never edited.",
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
