// Stores the history of one app in one environment on its target: `releases/<id>/`, the append-only `ledger.jsonl`, and the `current` pointer.
// Renaming `current` into place is the only commit point.
import { randomBytes } from "node:crypto";
import { Policy } from "@deploy-actions/probe";
import { type Target, TargetError } from "@deploy-actions/target";
import { ReleaseError } from "./error.ts";
import { LedgerEvent } from "./event.ts";
import { type History, readHistory } from "./history.ts";
import { configHashOf, type KeptCompose, Release, ReleaseId, sha256 } from "./release.ts";

/** Everything a rollback to this release needs, except secrets. */
export type KeptRelease = {
  readonly release: Release;
  readonly compose: KeptCompose;
  readonly policy: Policy;
};

export type Ledger = {
  /** Absolute path on the target. */
  readonly folder: string;
  /** Paths of a release's compose files, in the order Compose gets them. */
  readonly composeFiles: (release: Release) => string[];
  /** Path for a file with this content, named by its hash, so that an unchanged file has the same path in every release. */
  readonly filePath: (content: string) => string;
  /** Whether a path comes from `filePath`, so that the path identifies the content. */
  readonly isKept: (path: string) => boolean;
  readonly read: () => Promise<History>;
  /** Ids of the stored releases, sorted. */
  readonly releaseIds: () => Promise<string[]>;
  /** Throws ReleaseError "release-damaged" if the stored files do not match the release. */
  readonly release: (id: string) => Promise<KeptRelease>;
  /** Stores a release before it is switched to. A release that is stored already stays unchanged, with the policy it was committed with. */
  readonly keep: (kept: KeptRelease, files: ReadonlyMap<string, KeptContent>) => Promise<void>;
  readonly append: (event: LedgerEvent) => Promise<void>;
  /** The HMAC key for fingerprints of secret values; undefined until one is created. It never leaves the target. */
  readonly key: () => Promise<string | undefined>;
  /** The same key, created now if there is none yet. */
  readonly makeKey: () => Promise<string>;
  /** Makes this release the current one and stores the policy that its health is judged by. */
  readonly commit: (id: string, policy: Policy) => Promise<void>;
};

/** `mode`: the file mode in the checkout. It is stored without write permission for others. */
export type KeptContent = { readonly text: string; readonly mode: number };

/** Identifies the ledger in `<stateDir>/<app>/<environment>/`. */
export type LedgerLocation = {
  readonly stateDir: string;
  readonly app: string;
  readonly environment: string;
  /** A user whose ledger may be read, besides this user's and root's. Never for a ledger whose releases are made live. */
  readonly alsoTrust?: number | undefined;
};

export function openLedger(target: Target, { stateDir, app, environment, alsoTrust }: LedgerLocation): Ledger {
  const folder = `${stateDir}/${app}/${environment}`;
  const ledger = `${folder}/ledger.jsonl`;
  const pointer = `${folder}/current`;
  const secretKey = `${folder}/key`;
  const releasePath = (id: string, name: string): string => `${folder}/releases/${id}/${name}`;
  let endsMidLine = false;
  const readFile = (path: string): Promise<string | undefined> => target.readFile(path, { private: true, alsoTrust });
  const writeFile = (path: string, text: string, mode = 0o600): Promise<void> =>
    target.writeFile(path, text, { private: true, mode });
  // A damaged key counts as missing. With a new key every fingerprint differs, so the containers are recreated.
  const readKey = async (): Promise<string | undefined> =>
    /^[0-9a-f]{64}$/.exec((await readFile(secretKey)) ?? "")?.[0];
  // What is in the folder is checked once, because afterwards nobody else can change it; the way to it each time, in case it was missing before.
  let verified = false;
  const verify = async (): Promise<void> => {
    verified = await target.verifyPrivate(folder, { onlyPath: verified, alsoTrust });
  };
  const reading = async <T>(act: () => Promise<T>): Promise<T> =>
    withLedgerError("read", folder, async () => {
      await verify();
      return act();
    });
  const writing = async <T>(act: () => Promise<T>): Promise<T> =>
    withLedgerError("written", folder, async () => {
      await verify();
      return act();
    });

  return {
    folder,
    composeFiles: ({ id, composeFiles }) => composeFiles.map((name) => releasePath(id, name)),
    filePath: (content) => `${folder}/files/${sha256(content)}`,
    isKept: (path) => path.startsWith(`${folder}/files/`),
    read: () =>
      reading(async () => {
        const [text, current] = await Promise.all([readFile(ledger), readFile(pointer)]);
        const history = readHistory(text ?? "", current === undefined ? undefined : parsePointer(current));
        endsMidLine = history.endsMidLine;
        return history;
      }),
    releaseIds: () =>
      reading(async () => (await target.list(`${folder}/releases`)).filter((id) => ReleaseId.safeParse(id).success)),
    release: (id) => reading(() => keptRelease(readFile, id, releasePath)),
    keep: ({ release, compose, policy }, files) =>
      writing(async () => {
        for (const [path, { text, mode }] of files) await writeFile(path, text, mode & 0o755);
        const texts = [...compose.texts];
        const known = await readFile(releasePath(release.id, "release.json"));
        const there = await Promise.all(texts.map(([name]) => readFile(releasePath(release.id, name))));
        // A release that was damaged since is written again.
        if (known !== undefined && texts.every(([, text], index) => there[index] === text)) return;
        for (const [name, text] of texts) await writeFile(releasePath(release.id, name), text);
        await writeFile(releasePath(release.id, "policy.json"), json(policy));
        // Last, because it marks the other files as complete.
        await writeFile(releasePath(release.id, "release.json"), json(release));
      }),
    append: (event) =>
      writing(async () => {
        // Ends a line that a crash left partly written, so that this event gets its own line.
        if (endsMidLine) await target.append(ledger, "", { private: true });
        endsMidLine = false;
        await target.append(ledger, JSON.stringify(LedgerEvent.parse(event)), { private: true });
      }),
    key: () => reading(readKey),
    makeKey: () =>
      writing(async () => {
        const there = await readKey();
        if (there !== undefined) return there;
        const made = randomBytes(32).toString("hex");
        await writeFile(secretKey, made);
        return made;
      }),
    commit: (id, policy) =>
      writing(async () => {
        await writeFile(releasePath(id, "policy.json"), json(policy));
        await writeFile(pointer, `${id}\n`);
      }),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function parsePointer(text: string): string {
  const id = ReleaseId.safeParse(text.trim());
  if (id.success) return id.data;
  throw new ReleaseError(
    "ledger-unreadable",
    "The file `current` does not contain a release id.",
    "Write the id of the live release into it (one of the folders under releases/), then run the step again.",
  );
}

async function keptRelease(
  readFile: (path: string) => Promise<string | undefined>,
  id: string,
  releasePath: (id: string, name: string) => string,
): Promise<KeptRelease> {
  const read = async (name: string): Promise<string> => {
    const text = await readFile(releasePath(id, name));
    if (text !== undefined) return text;
    throw damaged(id, `${releasePath(id, name)} is missing`);
  };
  const [release, policy] = parsed(id, [await read("release.json"), await read("policy.json")]);
  const names = [...release.composeFiles, ...release.composeParts];
  const texts = new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
  const compose = { texts, files: release.composeFiles };
  if (configHashOf(compose) === release.configHash) return { release, compose, policy };
  throw damaged(id, `one of its compose files was changed after it was stored (${names.join(", ")})`);
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
    "Deploy that version again with the same inputs to store it again. Never edit a stored release.",
    cause,
  );
}

async function withLedgerError<T>(how: "read" | "written", folder: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    if (error.reason === "unsafe-folder") {
      const message = `The ledger in ${folder} cannot be trusted: ${error.message}`;
      throw new ReleaseError("state-dir", message, error.next, error);
    }
    if (error.reason !== "file-failed") throw error;
    throw new ReleaseError(
      "state-dir",
      `The ledger in ${folder} could not be ${how}: ${error.message}`,
      "Set `state-dir` to a folder that the runner's user owns and that has free space; use the same folder for every deploy and rollback of this app.",
      error,
    );
  }
}
