// Deploys and rollbacks on a real engine: what serves afterwards, what the ledger says, and what was never written down.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PinnedImage } from "@deploy-actions/image";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { docker, image, type Mode, SECRET, Stand } from "./test-app.ts";

const images = new Map<Mode | "other", PinnedImage>();
const of = (name: Mode | "other"): PinnedImage => {
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
  images.set("faint", await image("faint", "6"));
});

let stand: Stand;
beforeEach(async () => {
  stand = await Stand.open();
});
afterEach(() => stand.close());

describe("a deploy", () => {
  it("makes the release serve, and says so once everything is true", async () => {
    const result = await stand.deploy(of("good"));
    expect(result).toMatchObject({ outcome: "deployed", evidence: [] });
    expect(result.problem).toBeUndefined();
    expect(await stand.version()).toBe("1");
    expect(await readFile(join(stand.ledgerFolder, "current"), "utf8")).toBe(`${result.release}\n`);
    expect(await stand.ends()).toMatchObject([{ outcome: "deployed", serving: result.release }]);
    expect(result.laps.map(({ phase }) => phase)).toEqual(["stage", "switch", "probe", "commit"]);
  });

  it("keeps no value of a variable, anywhere", async () => {
    await stand.deploy(of("good"));
    await stand.deploy(of("crash"));
    const files = await readdir(stand.stateDir, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "utf8")),
    );
    expect(texts.some((text) => text.includes("$SECRET"))).toBe(true);
    expect(texts.filter((text) => text.includes(SECRET))).toEqual([]);
  });

  it("of what serves already touches nothing", async () => {
    const first = await stand.deploy(of("good"));
    const before = await stand.containers();
    const again = await stand.deploy(of("good"));
    expect(again).toMatchObject({ outcome: "unchanged", release: first.release });
    expect(await stand.containers()).toEqual(before);
  });

  it("of what serves already, with another value of a variable, starts it anew", async () => {
    await stand.deploy(of("good"));
    const before = await stand.containers();
    const variables = { PORT: String(stand.port), SECRET: "another one" };
    expect(await stand.deploy(of("good"), { variables })).toMatchObject({ outcome: "deployed" });
    expect(await stand.containers()).not.toEqual(before);
  });

  it("waits for one that is slow to start", async () => {
    expect(await stand.deploy(of("slow"))).toMatchObject({ outcome: "deployed" });
    expect(await stand.version()).toBe("5");
  });

  it("takes an app that a broken-off deploy left half way", async () => {
    await stand.deploy(of("good"));
    const text = await readFile(join(stand.ledgerFolder, "ledger.jsonl"), "utf8");
    await writeFile(join(stand.ledgerFolder, "ledger.jsonl"), text.slice(0, -20));
    expect(await stand.deploy(of("other"))).toMatchObject({ outcome: "deployed" });
    expect(stand.said.join("\n")).toContain("was cut off");
  });

  it("as a dry run says what it would do, and does nothing", async () => {
    expect(await stand.deploy(of("good"), { dryRun: true })).toMatchObject({
      outcome: "unchanged",
      line: expect.stringContaining("would switch from nothing"),
    });
    expect(await stand.containers()).toEqual([]);
    expect(await readdir(stand.folder)).toEqual(["compose.yml"]);
  });
});

describe("a bad release", () => {
  it("that answers wrongly gives way to the one before", async () => {
    const good = await stand.deploy(of("good"));
    const bad = await stand.deploy(of("bad"));
    expect(bad).toMatchObject({ outcome: "rolled-back", previous: good.release });
    expect(bad.problem).toMatchObject({
      message: expect.stringContaining("503"),
      state: `Release ${good.release}, which served before, serves again and answers.`,
    });
    expect(await stand.version()).toBe("1");
    expect((await stand.ends()).at(-1)).toMatchObject({
      outcome: "rolled-back",
      serving: good.release,
      bad: bad.release,
    });
  });

  it("that crashes is left at once, and shown with its exit code and last lines", async () => {
    await stand.deploy(of("good"));
    const patient = stand.policy({ maxAttempts: 100, delaySeconds: 30 });
    const began = performance.now();
    const result = await stand.deploy(of("crash"), {}, { policy: patient });
    expect(performance.now() - began).toBeLessThan(29_000);
    expect(result.outcome).toBe("rolled-back");
    expect(result.problem?.happened).toContain("ended with exit code 7");
    expect(result.evidence[0]?.title).toContain("exit code 7");
    expect(result.evidence[0]?.lines.join("\n")).toContain("fatal: cannot start version 4");
    expect(await stand.version()).toBe("1");
  });

  it("that restarts for ever is told from one that answers", async () => {
    await stand.compose("    restart: always\n");
    await stand.deploy(of("good"));
    const result = await stand.deploy(
      of("crash"),
      {},
      { policy: stand.policy({ maxAttempts: 100, delaySeconds: 30 }) },
    );
    expect(result).toMatchObject({
      outcome: "rolled-back",
      problem: { message: expect.stringContaining("was started again") },
    });
  });

  it("that answers once, ends, and is started again, is not committed", async () => {
    await stand.compose("    restart: always\n");
    await stand.deploy(of("good"));
    const result = await stand.deploy(of("faint"));
    expect(result).toMatchObject({
      outcome: "rolled-back",
      problem: { message: expect.stringContaining("does not stay up") },
    });
    expect(await stand.version()).toBe("1");
  });

  it("that is the first one leaves nothing behind", async () => {
    const result = await stand.deploy(of("crash"));
    expect(result).toMatchObject({
      outcome: "failed-clean",
      problem: { state: expect.stringContaining("first release") },
    });
    expect(await stand.containers()).toEqual([]);
    expect(await readdir(stand.ledgerFolder)).not.toContain("current");
  });

  it("whose predecessor does not answer either is called what it is", async () => {
    const good = await stand.deploy(of("good"));
    const elsewhere = { PORT: String(stand.port + 1), SECRET };
    const policy = stand.policy({ urls: [`http://127.0.0.1:${stand.port + 1}/`], maxAttempts: 2 });
    const result = await stand.deploy(of("bad"), { variables: elsewhere }, { policy });
    expect(result.outcome).toBe("failed-dirty");
    expect(result.problem?.next).toContain(`to: ${good.release}`);
    expect((await stand.ends()).at(-1)?.serving).toBeUndefined();
  });
});

describe("a rollback", () => {
  it("goes to the release before, marks the one it left, and can be asked for twice by id", async () => {
    const [one, two] = [await stand.deploy(of("good")), await stand.deploy(of("other"))];
    const back = await stand.rollback();
    expect(back).toMatchObject({ outcome: "deployed", release: one.release });
    expect(await stand.version()).toBe("1");
    expect((await stand.ends()).at(-1)).toMatchObject({ outcome: "deployed", bad: two.release });
    expect(await stand.rollback({ to: one.release ?? "" })).toMatchObject({ outcome: "unchanged" });
    expect(await stand.rollback()).toMatchObject({
      outcome: "failed-clean",
      problem: { message: expect.stringContaining("no good release") },
    });
    expect(await stand.rollback({ to: two.release ?? "" })).toMatchObject({
      outcome: "deployed",
      release: two.release,
    });
    expect(await stand.version()).toBe("2");
  });

  it("needs nothing of the checkout, not even a file the containers mount", async () => {
    const note = join(stand.folder, "note.txt");
    await writeFile(note, "of release one");
    await stand.compose('    volumes: ["./note.txt:/note.txt:ro"]\n');
    await stand.deploy(of("good"));
    await writeFile(note, "of release two");
    await stand.deploy(of("good"));
    await Promise.all([rm(note), rm(join(stand.folder, "compose.yml"))]);
    expect(await stand.rollback()).toMatchObject({ outcome: "deployed" });
    const [container = ""] = await stand.containers();
    expect(await docker("exec", container, "cat", "/note.txt")).toBe("of release one");
  });
});

describe("a cancelled deploy", () => {
  it("ends within a second with a true record, and the next one goes on from it", async () => {
    const good = await stand.deploy(of("good"));
    stand.said.length = 0;
    const cancel = new AbortController();
    const running = stand.deploy(of("bad"), { signal: cancel.signal }, { policy: stand.policy({ maxAttempts: 100 }) });
    while (!stand.said.some((line) => line.startsWith("Attempt 2"))) await new Promise((wait) => setTimeout(wait, 50));
    const began = performance.now();
    cancel.abort(new Error("cancelled by SIGINT"));
    const result = await running;
    expect(performance.now() - began).toBeLessThan(1000);
    expect(result).toMatchObject({
      outcome: "failed-dirty",
      problem: {
        message: expect.stringContaining("Cancelled in phase probe"),
        next: expect.stringContaining(`to: ${good.release}`),
      },
    });
    expect((await stand.ends()).at(-1)).toMatchObject({ outcome: "failed-dirty", cancelled: true });

    expect(await stand.rollback({ to: good.release ?? "" })).toMatchObject({ outcome: "deployed" });
    expect(await stand.version()).toBe("1");
  });

  it("before anything was touched says that nothing was", async () => {
    await stand.deploy(of("good"));
    expect(await stand.deploy(of("other"), { signal: AbortSignal.abort() })).toMatchObject({ outcome: "failed-clean" });
    expect(await stand.version()).toBe("1");
  });
});
