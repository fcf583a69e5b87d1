// The ledger on a real disk, including files that were damaged or tampered with.
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePinned } from "@deploy-actions/image";
import { Policy } from "@deploy-actions/probe";
import { localTarget, type Target, TargetError } from "@deploy-actions/target";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LedgerEvent } from "./event.ts";
import { type KeptRelease, type Ledger, openLedger } from "./ledger.ts";
import { releaseOf, sha256 } from "./release.ts";

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
const compose = {
  texts: new Map([
    ["source/compose.yml", "include: [db.yml]\n"],
    ["source/db.yml", "services: {}\n"],
    ["overlay.json", "{}\n"],
  ]),
  files: ["source/compose.yml", "overlay.json"],
};
const images = { web: parsePinned(`acme/web@sha256:${"1".repeat(64)}`) };
const release = releaseOf(
  { app: "shop", environment: "prod", images, compose, variables: ["DB_URL"], optional: [] },
  { at: new Date(0) },
);
const kept: KeptRelease = { release, compose, policy };
const nothing = new Map<string, never>();

let stateDir: string;
let ledger: Ledger;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "ledger-test-"));
  ledger = openLedger(localTarget(), { stateDir, app: "shop", environment: "prod" });
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

const begin = (deployment: string): LedgerEvent => ({
  ...{ event: "begin", at: new Date(0).toISOString(), deployment, kind: "deploy", release: release.id, by: {} },
});
const end = (deployment: string): LedgerEvent => ({
  ...{ event: "end", at: new Date(0).toISOString(), deployment, outcome: "deployed", serving: release.id },
});

describe("a ledger", () => {
  it("is empty before anything is stored, and reading writes nothing", async () => {
    expect(await ledger.read()).toMatchObject({ deployments: [], current: undefined });
    expect(await localTarget().list(stateDir)).toEqual([]);
  });

  it("returns what was stored", async () => {
    await ledger.keep(kept, new Map([[ledger.filePath("a"), { text: "a", mode: 0o644 }]]));
    await ledger.append(begin("1"));
    await ledger.commit(release.id, policy);
    await ledger.append(end("1"));
    expect(await ledger.release(release.id)).toEqual(kept);
    expect(await ledger.releaseIds()).toEqual([release.id]);
    expect(await ledger.read()).toMatchObject({ current: release.id, served: [release.id] });
    expect(await readFile(ledger.filePath("a"), "utf8")).toBe("a");
    expect(ledger.isKept(ledger.filePath("a"))).toBe(true);
    expect(ledger.isKept("/etc/passwd")).toBe(false);
  });

  it("reads a release that was stored as a single file by an earlier version", async () => {
    const text = '{ "services": {} }\n';
    const old = { texts: new Map([["compose.yml", text]]), files: ["compose.yml"] };
    const made = releaseOf(
      { app: "shop", environment: "prod", images, compose: old, variables: [], optional: [] },
      { at: new Date(0) },
    );
    expect(made.configHash).toBe(sha256(text));
    await ledger.keep({ release: made, compose: old, policy }, nothing);
    const path = join(ledger.folder, "releases", made.id, "release.json");
    const { composeFiles: _, composeParts: __, ...before } = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify(before));
    expect(await ledger.release(made.id)).toEqual({ release: made, compose: old, policy });
    expect(ledger.composeFiles(made)).toEqual([join(ledger.folder, "releases", made.id, "compose.yml")]);
  });

  it("creates one key, readable only by its owner, and replaces a damaged one", async () => {
    expect(await ledger.key()).toBeUndefined();
    const key = await ledger.makeKey();
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(await ledger.makeKey()).toBe(key);
    expect(await ledger.key()).toBe(key);
    const path = join(ledger.folder, "key");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    for (const damaged of ["", `${key}0`, `0${key}`]) {
      await writeFile(path, damaged);
      expect(await ledger.key()).toBeUndefined();
    }
    expect(await ledger.makeKey()).not.toBe(key);
  });

  it("keeps the committed policy until another one is committed", async () => {
    await ledger.keep(kept, nothing);
    const other = { ...policy, maxAttempts: 9 };
    await ledger.keep({ ...kept, policy: other }, nothing);
    expect((await ledger.release(release.id)).policy.maxAttempts).toBe(3);
    await ledger.commit(release.id, other);
    expect((await ledger.release(release.id)).policy.maxAttempts).toBe(9);
  });

  it("stores a file with its mode", async () => {
    const path = ledger.filePath("a");
    await ledger.keep(kept, new Map([[path, { text: "a", mode: 0o755 }]]));
    expect((await stat(path)).mode & 0o777).toBe(0o755);
  });

  it("lists only releases and ignores other folders", async () => {
    await ledger.keep(kept, nothing);
    await mkdir(join(ledger.folder, "releases", "lost+found"));
    expect(await ledger.releaseIds()).toEqual([release.id]);
  });

  it("completes a release whose last file is missing after a crash", async () => {
    await ledger.keep(kept, nothing);
    await rm(join(ledger.folder, "releases", release.id, "release.json"));
    await ledger.keep(kept, nothing);
    expect(await ledger.release(release.id)).toEqual(kept);
  });

  it("rejects an invalid event and writes nothing", async () => {
    await expect(ledger.append({ ...begin("1"), release: "no id" } as LedgerEvent)).rejects.not.toHaveProperty(
      "reason",
    );
    expect(await localTarget().list(stateDir)).toEqual([]);
  });

  it("appends after a torn line", async () => {
    await ledger.append(begin("1"));
    await writeFile(join(ledger.folder, "ledger.jsonl"), '{"event":"end","at"', { flag: "a" });
    expect(await ledger.read()).toMatchObject({ tornLines: [2], endsMidLine: true });
    await ledger.append(begin("2"));
    await ledger.append(begin("3"));
    expect((await ledger.read()).deployments.map(({ id }) => id)).toEqual(["1", "2", "3"]);
    const text = await readFile(join(ledger.folder, "ledger.jsonl"), "utf8");
    expect(text.split("\n").filter((line) => line !== "").length).toBe(4);
    expect(text).not.toContain("\n\n");
  });
});

describe("a commit", () => {
  const next = releaseOf(
    {
      app: "shop",
      environment: "prod",
      images: { web: parsePinned(`acme/web@sha256:${"2".repeat(64)}`) },
      compose,
      variables: [],
      optional: [],
    },
    { at: new Date(0) },
  );
  const strict = { ...policy, maxAttempts: 9 };
  beforeEach(async () => {
    await ledger.keep(kept, nothing);
    await ledger.keep({ release: next, compose, policy }, nothing);
    await ledger.commit(release.id, policy);
  });

  it("does not make a release current when its policy cannot be written", async () => {
    const path = join(ledger.folder, "releases", next.id, "policy.json");
    await rm(path);
    await mkdir(join(path, "in the way"), { recursive: true });
    await expect(ledger.commit(next.id, strict)).rejects.toMatchObject({ reason: "state-dir" });
    expect(await ledger.read()).toMatchObject({ current: release.id });
  });

  it("interrupted between its two writes leaves the earlier release current, and can be repeated", async () => {
    const here = localTarget();
    const failing: Target = {
      ...here,
      writeFile: async (path, text, options) => {
        if (path.endsWith("/current")) throw new Error("killed");
        await here.writeFile(path, text, options);
      },
    };
    const interrupted = openLedger(failing, { stateDir, app: "shop", environment: "prod" });
    await expect(interrupted.commit(next.id, strict)).rejects.toThrow("killed");
    expect(await ledger.read()).toMatchObject({ current: release.id });
    expect((await ledger.release(release.id)).policy).toEqual(policy);
    await ledger.commit(next.id, strict);
    expect(await ledger.read()).toMatchObject({ current: next.id });
    expect((await ledger.release(next.id)).policy).toEqual(strict);
  });
});

describe("the error for a damaged release names:", () => {
  it.each([
    ["a missing file", (folder: string) => rm(join(folder, "policy.json")), "policy.json is missing"],
    ["a truncated file", (folder: string) => writeFile(join(folder, "release.json"), "{"), "cannot be read"],
    [
      "a changed compose file",
      (folder: string) => writeFile(join(folder, "source", "db.yml"), "{}\n"),
      "source/compose.yml, overlay.json, source/db.yml",
    ],
  ])("%s", async (_, damage, text) => {
    await ledger.keep(kept, nothing);
    await damage(join(ledger.folder, "releases", release.id));
    await expect(ledger.release(release.id)).rejects.toMatchObject({
      reason: "release-damaged",
      message: expect.stringContaining(text),
    });
  });
});

it("passes through errors that are not about files", async () => {
  const aborted = new TargetError("aborted", { message: "cancelled", state: "", next: "" });
  const aborting = { ...localTarget(), list: () => Promise.reject(aborted) };
  const other = openLedger(aborting, { stateDir, app: "shop", environment: "prod" });
  await expect(other.releaseIds()).rejects.toBe(aborted);
});

describe("tampering", () => {
  it.each([...compose.texts.keys()])("is detected in %s, and storing the release again repairs it", async (name) => {
    await ledger.keep(kept, nothing);
    await writeFile(join(ledger.folder, "releases", release.id, name), "{ }\n");
    await expect(ledger.release(release.id)).rejects.toMatchObject({ reason: "release-damaged" });
    await ledger.keep(kept, nothing);
    expect(await ledger.release(release.id)).toEqual(kept);
  });

  it("is detected in the pointer", async () => {
    await ledger.keep(kept, nothing);
    await writeFile(join(ledger.folder, "current"), "latest\n");
    await expect(ledger.read()).rejects.toMatchObject({ reason: "ledger-unreadable" });
  });

  it("with the state folder is reported with the name of its input", async () => {
    const file = join(stateDir, "file");
    await writeFile(file, "");
    const broken = openLedger(localTarget(), { stateDir: file, app: "shop", environment: "prod" });
    await expect(broken.read()).rejects.toMatchObject({ message: expect.stringContaining("could not be read") });
    await expect(broken.append(begin("1"))).rejects.toMatchObject({
      reason: "state-dir",
      message: expect.stringContaining("could not be written"),
      next: expect.stringContaining("`state-dir`"),
    });
  });
});
