// Images in the ledgers of one state folder, on a real disk, and the report of ledgers that cannot be read.
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePinned } from "@deploy-actions/image";
import { Policy } from "@deploy-actions/probe";
import { localTarget } from "@deploy-actions/target";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLedger } from "./ledger.ts";
import { ledgerImages } from "./ledger-images.ts";
import { releaseOf } from "./release.ts";

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
const compose = { texts: new Map([["compose.yml", "services: {}\n"]]), files: ["compose.yml"] };
const digest = (digit: string) => `acme/web@sha256:${digit.repeat(64)}`;

let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "ledger-images-"));
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

/** Stores and commits a release with one image. */
async function deployed(app: string, environment: string, digit: string): Promise<string> {
  const ledger = openLedger(localTarget(), { stateDir, app, environment });
  const content = {
    app,
    environment,
    images: { web: parsePinned(digest(digit)) },
    compose,
    variables: [],
    optional: [],
  };
  const release = releaseOf(content, { at: new Date(0) });
  await ledger.keep({ release, compose, policy }, new Map());
  await ledger.commit(release.id, policy);
  return release.id;
}
const found = () => ledgerImages(localTarget(), stateDir);

it("finds the images of every release, app and environment", async () => {
  const first = await deployed("shop", "prod", "1");
  await deployed("shop", "prod", "2");
  await deployed("shop", "dev", "3");
  await deployed("blog", "prod", "4");
  const { images, unreadable } = await found();
  expect(unreadable).toEqual([]);
  expect(images.map(({ image }) => image).sort()).toEqual(["1", "2", "3", "4"].map(digest));
  expect(images).toContainEqual({ image: digest("1"), app: "shop", environment: "prod", release: first });
});

it("finds none in a missing folder, or in one without ledgers", async () => {
  expect(await ledgerImages(localTarget(), join(stateDir, "nothing"))).toEqual({ images: [], unreadable: [] });
  await mkdir(join(stateDir, "lost+found", "x"), { recursive: true });
  await mkdir(join(stateDir, "empty"));
  await writeFile(join(stateDir, "README"), "unrelated");
  expect(await found()).toEqual({ images: [], unreadable: [] });
});

describe("reports what cannot be read, and still finds the rest", () => {
  const damage: readonly (readonly [string, (folder: string, id: string) => Promise<void>])[] = [
    ["an invalid ledger", (folder) => writeFile(join(folder, "ledger.jsonl"), "no ledger\n")],
    ["a pointer without a release", (folder) => writeFile(join(folder, "current"), "main\n")],
    ["a pointer to a missing release", (folder) => writeFile(join(folder, "current"), `${"0".repeat(16)}\n`)],
    ["a release without its file", (folder, id) => rm(join(folder, "releases", id, "release.json"))],
    ["a truncated release", (folder, id) => writeFile(join(folder, "releases", id, "release.json"), "{")],
    [
      "a folder in place of a file",
      async (folder) => {
        await rm(join(folder, "current"));
        await mkdir(join(folder, "current"));
      },
    ],
    [
      "a file in place of the releases folder",
      async (folder) => {
        await rm(join(folder, "releases"), { recursive: true });
        await writeFile(join(folder, "releases"), "");
      },
    ],
    ["a missing releases folder", (folder) => rm(join(folder, "releases"), { recursive: true })],
  ];
  it.each(damage)("%s", async (_, harm) => {
    await deployed("blog", "prod", "4");
    const id = await deployed("shop", "prod", "1");
    await harm(join(stateDir, "shop", "prod"), id);
    const { images, unreadable } = await found();
    expect(unreadable).toHaveLength(1);
    expect(images.map(({ image }) => image)).toContain(digest("4"));
    expect(await readdir(stateDir)).toEqual(["blog", "shop"]);
  });

  it("a dangling link, and a state folder that is a file", async () => {
    await symlink(join(stateDir, "unmounted"), join(stateDir, "shop"));
    expect((await found()).unreadable).toEqual([expect.stringContaining("shop is a dangling link")]);
    await writeFile(join(stateDir, "file"), "");
    expect((await ledgerImages(localTarget(), join(stateDir, "file"))).unreadable).toHaveLength(1);
  });
});
