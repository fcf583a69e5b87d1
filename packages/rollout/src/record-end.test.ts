// How an attempt ends that is cancelled or breaks off, with a ledger on a real disk.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePinned } from "@deploy-actions/image";
import { Policy } from "@deploy-actions/probe";
import { type Ledger, openLedger, releaseOf } from "@deploy-actions/release";
import { localTarget, TargetError } from "@deploy-actions/target";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Setting } from "./context.ts";
import { type Journal, openJournal } from "./journal.ts";
import { whole } from "./record-end.ts";
import type { Result } from "./result.ts";

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
const releaseWith = (digit: string) => {
  const images = { web: parsePinned(`acme/web@sha256:${digit.repeat(64)}`) };
  return releaseOf(
    { app: "shop", environment: "prod", images, compose, variables: [], optional: [] },
    { at: new Date(0) },
  );
};
const [before, wanted] = [releaseWith("1"), releaseWith("2")];
const deployed: Result = {
  outcome: "deployed",
  release: wanted.id,
  line: `deployed: release ${wanted.id} serves.`,
  laps: [],
  sides: [],
  evidence: [],
};

let stateDir: string;
let ledger: Ledger;
let journal: Journal;
let cancel: AbortController;
let warnings: string[];
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "whole-test-"));
  ledger = openLedger(localTarget(), { stateDir, app: "shop", environment: "prod" });
  for (const release of [before, wanted]) await ledger.keep({ release, compose, policy }, new Map());
  await ledger.commit(before.id, policy);
  journal = await openJournal(ledger, { kind: "deploy", release: wanted.id, previous: before.id, by: {} });
  cancel = new AbortController();
  warnings = [];
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

async function attempt(work: () => Promise<Result>): Promise<Result> {
  const setting: Setting = {
    target: localTarget(),
    place: { stateDir, app: "shop", environment: "prod" },
    log: { info: () => {}, debug: () => {}, warning: (line) => warnings.push(line) },
    signal: cancel.signal,
    by: {},
    variables: {},
    open: [],
    credentials: undefined,
    headers: [],
    dryRun: false,
  };
  return whole(setting, journal, { release: wanted.id, previous: before.id, history: await ledger.read() }, work);
}
const full = new TargetError("file-failed", { message: "No space left.", state: "Nothing ran.", next: "Free some." });
const forever = new Promise<never>(() => {});
const lastEnd = async () => (await ledger.read()).deployments.at(-1)?.end;

describe("cancelled", () => {
  it("before anything was switched, it ends at once and clean, whatever the work waits for", async () => {
    const result = await attempt(async () => {
      cancel.abort();
      return forever;
    });
    expect(result).toMatchObject({
      outcome: "failed-clean",
      problem: { happened: expect.stringMatching(/^Cancelled in phase stage/) },
    });
    expect(result.problem?.state).toContain(`release ${before.id} still serves`);
    expect(await lastEnd()).toMatchObject({ outcome: "failed-clean", cancelled: true, serving: before.id });
  });

  it("before it began, it ends the same way", async () => {
    cancel.abort();
    expect(await attempt(() => forever)).toMatchObject({ outcome: "failed-clean" });
  });

  it("after the switch, it ends at once and says that either release may run", async () => {
    const result = await attempt(async () => {
      await journal.enter("switch");
      cancel.abort();
      return forever;
    });
    expect(result).toMatchObject({ outcome: "failed-dirty" });
    expect(result.problem?.state).toContain("may be of either release");
    expect(result.problem?.next).toContain(`to: ${before.id}`);
    expect(await lastEnd()).toMatchObject({ outcome: "failed-dirty", cancelled: true });
    expect((await ledger.read()).current).toBe(before.id);
  });

  it("with work that notices the cancellation itself, it is cancelled and not broken off", async () => {
    const result = await attempt(async () => {
      cancel.abort();
      cancel.signal.throwIfAborted();
      return deployed;
    });
    expect(result.problem?.happened).toMatch(/^Cancelled/);
  });

  it("half-way through the commit, the commit is completed and the release is deployed", async () => {
    const result = await attempt(async () => {
      await journal.enter("switch");
      await journal.enter("commit");
      cancel.abort();
      await ledger.commit(wanted.id, policy);
      await journal.end({ outcome: "deployed", serving: wanted.id });
      return deployed;
    });
    expect(result).toBe(deployed);
    expect(await ledger.read()).toMatchObject({ current: wanted.id, served: [wanted.id] });
    expect(await lastEnd()).toEqual(expect.objectContaining({ outcome: "deployed", serving: wanted.id }));
  });
});

describe("broken off", () => {
  it("in the commit, it says that the release runs and only its record is unfinished", async () => {
    const result = await attempt(async () => {
      await rm(join(ledger.folder, "current"));
      await mkdir(join(ledger.folder, "current", "in the way"), { recursive: true });
      await journal.enter("switch");
      await journal.enter("commit");
      await ledger.commit(wanted.id, policy);
      return deployed;
    });
    expect(result).toMatchObject({
      outcome: "failed-dirty",
      problem: { happened: expect.stringMatching(/^Broke off in phase commit/) },
    });
    expect(result.problem?.state).toContain("only its record was not finished");
  });

  it("in another phase, it says what broke it and ends the attempt", async () => {
    const result = await attempt(async () => {
      await journal.enter("probe");
      throw full;
    });
    expect(result.problem?.happened).toBe("Broke off in phase probe: No space left.");
    expect(await lastEnd()).toMatchObject({ outcome: "failed-clean", cancelled: false });
  });

  it("by a fault of the program, the attempt has its end and the fault is passed on", async () => {
    const fault = new TypeError("x is not a function");
    const attempted = attempt(async () => {
      await journal.enter("switch");
      throw fault;
    });
    await expect(attempted).rejects.toBe(fault);
    expect(await lastEnd()).toMatchObject({ outcome: "failed-dirty", cancelled: false });
  });

  it("with a ledger that cannot be written, it still ends, with a warning", async () => {
    const result = await attempt(async () => {
      await rm(ledger.folder, { recursive: true });
      await mkdir(join(ledger.folder, "ledger.jsonl"), { recursive: true });
      throw full;
    });
    expect(result).toMatchObject({ outcome: "failed-clean" });
    expect(warnings).toEqual([expect.stringContaining("could not be written into the ledger")]);
  });
});
