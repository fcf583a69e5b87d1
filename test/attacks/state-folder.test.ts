// Another user of the machine writes to the folder from which a deploy or rollback takes its releases, or puts a link there.
import { spawnSync } from "node:child_process";
import {
  chmod,
  chown,
  lchown,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parsePinned } from "../../packages/image/src/index.ts";
import { Policy } from "../../packages/probe/src/index.ts";
import { type Ledger, ledgerImages, openLedger, releaseOf } from "../../packages/release/src/index.ts";
import { localTarget } from "../../packages/target/src/index.ts";

const NEIGHBOUR = 65_534;
/** A group that has no entry, so that nobody knows who is in it. */
const SHARED_GROUP = 54_321;
/** Only root can give files to another user. */
const IS_ROOT = process.geteuid?.() === 0;
if (!IS_ROOT)
  process.emitWarning("The attacks that need files of another user are skipped: only root can make such files.");
const POSIX = process.platform !== "win32";

const policy = Policy.parse({
  urls: ["http://127.0.0.1:1/health"],
  maxAttempts: 3,
  delaySeconds: 1,
  initialWaitSeconds: 0,
  timeoutSeconds: 1,
  expectedStatus: [{ from: 200, to: 200 }],
  expectedJson: [],
  consecutiveSuccesses: 1,
  followRedirects: 5,
});
const compose = { texts: new Map([["source/compose.yml", "services: {}\n"]]), files: ["source/compose.yml"] };
const content = {
  ...{ app: "shop", environment: "prod", compose, variables: [], optional: [] },
  images: { web: parsePinned(`acme/web@sha256:${"1".repeat(64)}`) },
};
const release = releaseOf(content, { at: new Date(0) });
const begin = {
  ...({ event: "begin", at: new Date(0).toISOString(), deployment: "1" } as const),
  ...({ kind: "deploy", release: release.id, by: {} } as const),
};

let base: string;
let stateDir: string;
let folder: string;
/** A folder of the neighbour's. */
let theirs: string;
const open = (): Ledger => openLedger(localTarget(), { stateDir, app: "shop", environment: "prod" });

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "attack-state-"));
  stateDir = join(base, "state");
  folder = join(stateDir, "shop", "prod");
  theirs = join(base, "theirs");
  await mkdir(theirs);
  if (IS_ROOT) await chown(theirs, NEIGHBOUR, NEIGHBOUR);
});
afterEach(() => rm(base, { recursive: true, force: true }));

/** A valid state folder with a release, as a deploy leaves it. */
async function deployed(): Promise<void> {
  const ledger = open();
  await ledger.makeKey();
  await ledger.keep({ release, compose, policy }, new Map([[ledger.filePath("x"), { text: "x", mode: 0o644 }]]));
  await ledger.append(begin);
  await ledger.commit(release.id, policy);
}

/** Nothing is read from the folder, and nothing is written to it. */
async function expectRefused(why: RegExp): Promise<void> {
  const refused = { reason: "state-dir", message: expect.stringMatching(why) };
  await expect(open().read()).rejects.toMatchObject(refused);
  await expect(open().releaseIds()).rejects.toMatchObject(refused);
  await expect(open().release(release.id)).rejects.toMatchObject(refused);
  await expect(open().key()).rejects.toMatchObject(refused);
  await expect(open().append(begin)).rejects.toMatchObject(refused);
  await expect(open().keep({ release, compose, policy }, new Map())).rejects.toMatchObject(refused);
  await expect(open().commit(release.id, policy)).rejects.toMatchObject(refused);
  const { images, unreadable } = await ledgerImages(localTarget(), stateDir);
  expect(images).toEqual([]);
  expect(unreadable.join()).toMatch(why);
}

const own = (path: string) => join(folder, path);
const stored = `releases/${release.id}`;

describe("a neighbour on the host", () => {
  const owned: readonly (readonly [string, () => string])[] = [
    ["the whole state folder", () => stateDir],
    ["the app's folder", () => dirname(folder)],
    ["the environment's folder", () => folder],
    ["the ledger", () => own("ledger.jsonl")],
    ["the pointer to the live release", () => own("current")],
    ["the key of the fingerprints", () => own("key")],
    ["the folder of all releases", () => own("releases")],
    ["the folder of a release", () => own(stored)],
    ["a stored compose file", () => own(`${stored}/source/compose.yml`)],
    ["a stored health policy", () => own(`${stored}/policy.json`)],
    ["the folder of mounted files", () => own("files")],
  ];
  it.runIf(IS_ROOT).each(owned)("owns %s", async (_, path) => {
    await deployed();
    await chown(path(), NEIGHBOUR, NEIGHBOUR);
    await expectRefused(/belongs to user 65534 \(mode 0[67]00\), not to root/);
  });

  const writable: readonly (readonly [string, () => string, number])[] = [
    ["the state folder", () => stateDir, 0o777],
    ["the app's folder", () => dirname(folder), 0o777],
    ["the environment's folder", () => folder, 0o777],
    ["the environment's folder, which is sticky", () => folder, 0o1777],
    ["the ledger", () => own("ledger.jsonl"), 0o666],
    ["the pointer to the live release", () => own("current"), 0o666],
    ["the key of the fingerprints", () => own("key"), 0o602],
    ["the folder of all releases", () => own("releases"), 0o777],
    ["the folder of a release", () => own(stored), 0o733],
    ["a stored release", () => own(`${stored}/release.json`), 0o666],
    ["a stored compose file", () => own(`${stored}/source/compose.yml`), 0o646],
    ["the folder of mounted files", () => own("files"), 0o777],
  ];
  it.runIf(POSIX).each(writable)("can write to %s, because an earlier run had the umask 000", async (_, path, mode) => {
    await deployed();
    await chmod(path(), mode);
    await expectRefused(/can be changed by every user/);
  });

  it.runIf(IS_ROOT).each<[string, () => string, number]>([
    ["the environment's folder", () => folder, 0o770],
    ["the state folder", () => stateDir, 0o775],
    ["the ledger", () => own("ledger.jsonl"), 0o660],
  ])("can write to %s through a group", async (_, path, mode) => {
    await deployed();
    await chown(path(), 0, SHARED_GROUP);
    await chmod(path(), mode);
    await expectRefused(/can be changed by group 54321/);
  });

  const linked: readonly (readonly [string, string])[] = [
    ["the ledger", "ledger.jsonl"],
    ["the pointer", "current"],
    ["the key", "key"],
    ["the releases", "releases"],
    ["one release", stored],
    ["a stored compose file", `${stored}/source/compose.yml`],
    ["the mounted files", "files"],
  ];
  it.each(linked)("puts a link to files of their own in place of %s", async (_, path) => {
    await deployed();
    await rename(own(path), join(theirs, "moved"));
    await symlink(join(theirs, "moved"), own(path));
    await expectRefused(/is a symbolic link/);
  });

  it.each(linked)("puts a dangling link in place of %s, to have its target created", async (_, path) => {
    await deployed();
    await rm(own(path), { recursive: true });
    await symlink(join(theirs, "created"), own(path));
    await expectRefused(/is a symbolic link/);
    await expect(lstat(join(theirs, "created"))).rejects.toThrow("ENOENT");
  });

  it.each(["ledger.jsonl", "current", `${stored}/release.json`])("has a second name for %s", async (path) => {
    await deployed();
    await link(own(path), join(theirs, "same"));
    await expectRefused(/has 2 names/);
  });

  it.runIf(POSIX).each(["ledger.jsonl", "current", "key"])(
    "puts a pipe in place of %s, to block the run",
    async (path) => {
      await deployed();
      await rm(own(path));
      expect(spawnSync("sh", ["-c", 'mkfifo "$1"', "sh", own(path)]).status).toBe(0);
      await expectRefused(/is neither a file nor a folder/);
    },
  );

  it.runIf(IS_ROOT)("makes the state folder a link of their own", async () => {
    await deployed();
    await rename(stateDir, `${stateDir}.real`);
    await symlink(`${stateDir}.real`, stateDir);
    await lchown(stateDir, NEIGHBOUR, NEIGHBOUR);
    await expectRefused(/belongs to user 65534/);
  });

  it.runIf(IS_ROOT)("owns a folder above the state folder", async () => {
    stateDir = join(theirs, "state");
    folder = join(stateDir, "shop", "prod");
    await expect(deployed()).rejects.toMatchObject({ reason: "state-dir" });
    await expectRefused(/theirs belongs to user 65534/);
  });

  it.runIf(IS_ROOT)("owns a folder that root's own link leads through", async () => {
    await mkdir(join(theirs, "inner"));
    await symlink(join(theirs, "inner"), stateDir);
    await expectRefused(/theirs belongs to user 65534/);
  });

  it.runIf(POSIX)("can write to a folder above the state folder", async () => {
    await chmod(base, 0o777);
    await expectRefused(/attack-state-\w+ can be changed by every user/);
  });

  it.runIf(IS_ROOT)("creates the state folder first, in a folder where everybody may create one", async () => {
    await chmod(base, 0o1777);
    const script = `umask 000; mkdir -p ${folder}/releases; echo '${release.id}' > ${folder}/current`;
    expect(spawnSync("sh", ["-c", script], { uid: NEIGHBOUR, gid: NEIGHBOUR }).status).toBe(0);
    await expectRefused(/belongs to user 65534/);
  });

  it.runIf(IS_ROOT)("creates the state folder between two readings of it", async () => {
    await chmod(base, 0o1777);
    const ledger = open();
    expect(await ledger.read()).toMatchObject({ current: undefined });
    spawnSync("sh", ["-c", `umask 000; mkdir -p ${folder}/releases`], { uid: NEIGHBOUR, gid: NEIGHBOUR });
    const refused = { reason: "state-dir", message: expect.stringContaining("belongs to user 65534") };
    await expect(ledger.append(begin)).rejects.toMatchObject(refused);
    await expect(ledger.releaseIds()).rejects.toMatchObject(refused);
    await expect(ledger.release(release.id)).rejects.toMatchObject(refused);
  });

  it.runIf(IS_ROOT)("reads the ledger, the key or a release", async () => {
    await deployed();
    for (const path of ["ledger.jsonl", "key", "current", `${stored}/release.json`]) {
      const read = spawnSync("cat", [own(path)], { uid: NEIGHBOUR, gid: NEIGHBOUR, encoding: "utf8" });
      expect([path, read.stdout]).toEqual([path, ""]);
    }
  });
});

describe("an earlier step", () => {
  it.runIf(POSIX)("leaves the umask 000, so that new state would be writable by everybody", async () => {
    const before = process.umask(0);
    try {
      await deployed();
    } finally {
      process.umask(before);
    }
    const paths = [
      stateDir,
      dirname(folder),
      folder,
      own("releases"),
      own(stored),
      own(`${stored}/source`),
      own("files"),
    ];
    for (const path of paths) expect([path, (await stat(path)).mode & 0o7777]).toEqual([path, 0o700]);
    for (const path of ["ledger.jsonl", "current", "key", `${stored}/release.json`, `${stored}/source/compose.yml`]) {
      expect([path, (await stat(own(path))).mode & 0o7777]).toEqual([path, 0o600]);
    }
    expect(await open().read()).toMatchObject({ current: release.id });
  });

  it.runIf(POSIX)("makes a file of the checkout writable for everybody, and so its stored copy", async () => {
    const ledger = open();
    const path = ledger.filePath("text");
    await ledger.keep({ release, compose, policy }, new Map([[path, { text: "text", mode: 0o777 }]]));
    expect((await stat(path)).mode & 0o777).toBe(0o755);
    expect(await readFile(path, "utf8")).toBe("text");
  });

  it("fills the ledger with more than can be held in memory", async () => {
    await deployed();
    await truncate(own("ledger.jsonl"), 300 * 1024 * 1024);
    await expect(open().read()).rejects.toMatchObject({ message: expect.stringContaining("the limit is") });
  });

  it("writes another file in place of the ledger", async () => {
    await deployed();
    await writeFile(own("ledger.jsonl"), "no ledger\n");
    await expect(open().read()).rejects.toMatchObject({ reason: "ledger-unreadable" });
  });
});
