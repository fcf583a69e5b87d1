// Deploys and rollbacks on a real engine: what runs afterwards, what the ledger records, and that no secret is stored.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PinnedImage } from "@deploy-actions/image";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { docker, image, type Mode, SECRET, TestApp } from "./test-app.ts";

const images = new Map<Mode | "other", PinnedImage>();
const imageFor = (name: Mode | "other"): PinnedImage => {
  const found = images.get(name);
  if (found === undefined) throw new Error(`no image ${name}`);
  return found;
};

beforeAll(async () => {
  images.set("good", await image("good", "1"));
  images.set("other", await image("good", "2"));
  images.set("bad", await image("bad", "3"));
  images.set("crash", await image("crash", "4"));
  images.set("slow", await image("slow", "5"));
  images.set("exit-later", await image("exit-later", "6"));
});

let testApp: TestApp;
beforeEach(async () => {
  testApp = await TestApp.open();
});
afterEach(() => testApp.close());

describe("a deploy", () => {
  it("makes the release live and reports it after the commit", async () => {
    const result = await testApp.deploy(imageFor("good"));
    expect(result).toMatchObject({ outcome: "deployed", evidence: [] });
    expect(result.problem).toBeUndefined();
    expect(await testApp.version()).toBe("1");
    expect(await readFile(join(testApp.ledgerFolder, "current"), "utf8")).toBe(`${result.release}\n`);
    expect(await testApp.ends()).toMatchObject([{ outcome: "deployed", serving: result.release }]);
    expect(result.phaseDurations.map(({ phase }) => phase)).toEqual(["stage", "switch", "probe", "commit"]);
  });

  it("stores no variable's value anywhere", async () => {
    await testApp.deploy(imageFor("good"));
    await testApp.deploy(imageFor("crash"));
    const files = await readdir(testApp.stateDir, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "utf8")),
    );
    expect(texts.some((text) => text.includes("$SECRET"))).toBe(true);
    expect(texts.filter((text) => text.includes(SECRET))).toEqual([]);
  });

  it("of the live release changes nothing", async () => {
    const first = await testApp.deploy(imageFor("good"));
    const before = await testApp.containers();
    const again = await testApp.deploy(imageFor("good"));
    expect(again).toMatchObject({ outcome: "unchanged", release: first.release });
    expect(await testApp.containers()).toEqual(before);
  });

  it("of the live release with a changed variable recreates its containers", async () => {
    await testApp.deploy(imageFor("good"));
    const before = await testApp.containers();
    const variables = { PORT: String(testApp.port), SECRET: "another one" };
    expect(await testApp.deploy(imageFor("good"), { variables })).toMatchObject({ outcome: "deployed" });
    expect(await testApp.containers()).not.toEqual(before);
  });

  it("waits for a release that starts slowly", async () => {
    expect(await testApp.deploy(imageFor("slow"))).toMatchObject({ outcome: "deployed" });
    expect(await testApp.version()).toBe("5");
  });

  it("continues after an interrupted deploy", async () => {
    await testApp.deploy(imageFor("good"));
    const text = await readFile(join(testApp.ledgerFolder, "ledger.jsonl"), "utf8");
    await writeFile(join(testApp.ledgerFolder, "ledger.jsonl"), text.slice(0, -20));
    expect(await testApp.deploy(imageFor("other"))).toMatchObject({ outcome: "deployed" });
    expect(testApp.logged.join("\n")).toContain("was interrupted");
  });

  it("as a dry run reports what it would do, and changes nothing", async () => {
    expect(await testApp.deploy(imageFor("good"), { dryRun: true })).toMatchObject({
      outcome: "unchanged",
      line: expect.stringContaining("as the first release"),
    });
    expect(await testApp.containers()).toEqual([]);
    expect(await readdir(testApp.folder)).toEqual(["compose.yml"]);
  });
});

describe("a bad release", () => {
  it("that answers with an error is rolled back", async () => {
    const good = await testApp.deploy(imageFor("good"));
    const bad = await testApp.deploy(imageFor("bad"));
    expect(bad).toMatchObject({ outcome: "rolled-back", previous: good.release });
    expect(bad.problem).toMatchObject({
      happened: expect.stringContaining("503"),
      state: `The previous release ${good.release} is live again and healthy.`,
    });
    expect(await testApp.version()).toBe("1");
    expect((await testApp.ends()).at(-1)).toMatchObject({
      outcome: "rolled-back",
      serving: good.release,
      bad: bad.release,
    });
  });

  it("that crashes is rolled back immediately and reported with its exit code and last log lines", async () => {
    await testApp.deploy(imageFor("good"));
    const longPolicy = testApp.policy({ maxAttempts: 100, delaySeconds: 30 });
    const began = performance.now();
    const result = await testApp.deploy(imageFor("crash"), {}, { policy: longPolicy });
    expect(performance.now() - began).toBeLessThan(29_000);
    expect(result.outcome).toBe("rolled-back");
    expect(result.problem?.happened).toContain("exited with code 7");
    expect(result.evidence[0]?.title).toContain("exit code 7");
    expect(result.evidence[0]?.lines.join("\n")).toContain("fatal: cannot start version 4");
    expect(await testApp.version()).toBe("1");
  });

  it("that keeps restarting is rolled back", async () => {
    await testApp.compose("    restart: always\n");
    await testApp.deploy(imageFor("good"));
    const result = await testApp.deploy(
      imageFor("crash"),
      {},
      { policy: testApp.policy({ maxAttempts: 100, delaySeconds: 30 }) },
    );
    expect(result).toMatchObject({
      outcome: "rolled-back",
      problem: { happened: expect.stringContaining("was restarted") },
    });
  });

  it("that answers once, exits and is restarted is not committed", async () => {
    await testApp.compose("    restart: always\n");
    await testApp.deploy(imageFor("good"));
    const result = await testApp.deploy(imageFor("exit-later"));
    expect(result).toMatchObject({
      outcome: "rolled-back",
      problem: { happened: expect.stringContaining("does not stay up") },
    });
    expect(await testApp.version()).toBe("1");
  });

  it("is removed if it is the first release", async () => {
    const result = await testApp.deploy(imageFor("crash"));
    expect(result).toMatchObject({
      outcome: "failed-clean",
      problem: { state: expect.stringContaining("first release") },
    });
    expect(await testApp.containers()).toEqual([]);
    expect(await readdir(testApp.ledgerFolder)).not.toContain("current");
  });

  it("is reported as failed-dirty if the rollback fails too", async () => {
    const good = await testApp.deploy(imageFor("good"));
    const elsewhere = { PORT: String(testApp.port + 1), SECRET };
    const policy = testApp.policy({ urls: [`http://127.0.0.1:${testApp.port + 1}/`], maxAttempts: 2 });
    const result = await testApp.deploy(imageFor("bad"), { variables: elsewhere }, { policy });
    expect(result.outcome).toBe("failed-dirty");
    expect(result.problem?.next).toContain(`to: ${good.release}`);
    expect((await testApp.ends()).at(-1)?.serving).toBeUndefined();
  });
});

describe("a rollback", () => {
  it("goes to the previous release, marks the replaced one as bad, and is unchanged when repeated by id", async () => {
    const [one, two] = [await testApp.deploy(imageFor("good")), await testApp.deploy(imageFor("other"))];
    const back = await testApp.rollback();
    expect(back).toMatchObject({ outcome: "deployed", release: one.release });
    expect(await testApp.version()).toBe("1");
    expect((await testApp.ends()).at(-1)).toMatchObject({ outcome: "deployed", bad: two.release });
    expect(await testApp.rollback({ to: one.release ?? "" })).toMatchObject({ outcome: "unchanged" });
    expect(await testApp.rollback()).toMatchObject({
      outcome: "failed-clean",
      problem: { happened: expect.stringContaining("no good release") },
    });
    expect(await testApp.rollback({ to: two.release ?? "" })).toMatchObject({
      outcome: "deployed",
      release: two.release,
    });
    expect(await testApp.version()).toBe("2");
  });

  it("needs nothing from the checkout, not even a mounted file", async () => {
    const note = join(testApp.folder, "note.txt");
    await writeFile(note, "of release one");
    await testApp.compose('    volumes: ["./note.txt:/note.txt:ro"]\n');
    await testApp.deploy(imageFor("good"));
    await writeFile(note, "of release two");
    await testApp.deploy(imageFor("good"));
    await Promise.all([rm(note), rm(join(testApp.folder, "compose.yml"))]);
    expect(await testApp.rollback()).toMatchObject({ outcome: "deployed" });
    const [container = ""] = await testApp.containers();
    expect(await docker("exec", container, "cat", "/note.txt")).toBe("of release one");
  });
});

describe("a cancelled deploy", () => {
  it("ends within a second with a correct record, and the next attempt continues from it", async () => {
    const good = await testApp.deploy(imageFor("good"));
    testApp.logged.length = 0;
    const cancel = new AbortController();
    const running = testApp.deploy(
      imageFor("bad"),
      { signal: cancel.signal },
      { policy: testApp.policy({ maxAttempts: 100 }) },
    );
    while (!testApp.logged.some((line) => line.startsWith("Attempt 2")))
      await new Promise((wait) => setTimeout(wait, 50));
    const began = performance.now();
    cancel.abort(new Error("cancelled by SIGINT"));
    const result = await running;
    expect(performance.now() - began).toBeLessThan(1000);
    expect(result).toMatchObject({
      outcome: "failed-dirty",
      problem: {
        happened: expect.stringContaining("Cancelled in phase probe"),
        next: expect.stringContaining(`to: ${good.release}`),
      },
    });
    expect((await testApp.ends()).at(-1)).toMatchObject({ outcome: "failed-dirty", cancelled: true });

    expect(await testApp.rollback({ to: good.release ?? "" })).toMatchObject({ outcome: "deployed" });
    expect(await testApp.version()).toBe("1");
  });

  it("before the switch is failed-clean", async () => {
    await testApp.deploy(imageFor("good"));
    expect(await testApp.deploy(imageFor("other"), { signal: AbortSignal.abort() })).toMatchObject({
      outcome: "failed-clean",
    });
    expect(await testApp.version()).toBe("1");
  });
});
