// How a cancelled or failed attempt is recorded, with a ledger on a real disk.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePinned } from "@deploy-actions/image";
import { Policy } from "@deploy-actions/probe";
import { type Ledger, openLedger, releaseOf } from "@deploy-actions/release";
import { localTarget, TargetError } from "@deploy-actions/target";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RolloutContext } from "./context.ts";
import { type Journal, openJournal } from "./journal.ts";
import { withRecordedEnd } from "./record-end.ts";
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
  line: `deployed: release ${wanted.id} is live.`,
  phaseDurations: [],
  releases: [],
  evidence: [],
};

let stateDir: string;
let ledger: Ledger;
let journal: Journal;
let cancel: AbortController;
let warnings: string[];
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "record-end-test-"));
  ledger = openLedger(localTarget(), { stateDir, app: "shop", environment: "prod" });
  for (const release of [before, wanted]) await ledger.keep({ release, compose, policy }, new Map());
  await ledger.commit(before.id, policy);
  journal = await openJournal(ledger, { kind: "deploy", release: wanted.id, previous: before.id, by: {} });
  cancel = new AbortController();
  warnings = [];
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

async function attempt(work: () => Promise<Result>): Promise<Result> {
  const context: RolloutContext = {
    target: localTarget(),
    location: { stateDir, app: "shop", environment: "prod" },
    log: { info: () => {}, debug: () => {}, warning: (line) => warnings.push(line) },
    signal: cancel.signal,
    by: {},
    variables: {},
    publicVariables: [],
    credentials: undefined,
    headers: [],
    dryRun: false,
  };
  return withRecordedEnd(
    context,
    journal,
    { release: wanted.id, previous: before.id, history: await ledger.read() },
    work,
  );
}
const noSpace = new TargetError("file-failed", {
  message: "No space left.",
  state: "Nothing ran.",
  next: "Free some.",
});
const forever = new Promise<never>(() => {});
const lastEnd = async () => (await ledger.read()).deployments.at(-1)?.end;

describe("cancelled", () => {
  it("before the switch: returns immediately with failed-clean, without waiting for the work", async () => {
    const result = await attempt(async () => {
      cancel.abort();
      return forever;
    });
    expect(result).toMatchObject({
      outcome: "failed-clean",
      problem: { happened: expect.stringMatching(/^Cancelled in phase stage/) },
    });
    expect(result.problem?.state).toContain(`release ${before.id} is still live`);
    expect(await lastEnd()).toMatchObject({ outcome: "failed-clean", cancelled: true, serving: before.id });
  });

  it("before the start: returns failed-clean", async () => {
    cancel.abort();
    expect(await attempt(() => forever)).toMatchObject({ outcome: "failed-clean" });
  });

  it("after the switch: returns immediately and reports that either release may be running", async () => {
    const result = await attempt(async () => {
      await journal.enter("switch");
      cancel.abort();
      return forever;
    });
    expect(result).toMatchObject({ outcome: "failed-dirty" });
    expect(result.problem?.state).toContain("may belong to either release");
    expect(result.problem?.next).toContain(`to: ${before.id}`);
    expect(await lastEnd()).toMatchObject({ outcome: "failed-dirty", cancelled: true });
    expect((await ledger.read()).current).toBe(before.id);
  });

  it("when the work itself throws on the abort: is cancelled, not failed", async () => {
    const result = await attempt(async () => {
      cancel.abort();
      cancel.signal.throwIfAborted();
      return deployed;
    });
    expect(result.problem?.happened).toMatch(/^Cancelled/);
  });

  it("during the commit: completes it, and the release is deployed", async () => {
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

describe("failed", () => {
  it("in the commit: reports that the release is running and its ledger entry is incomplete", async () => {
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
      problem: { happened: expect.stringMatching(/^Failed in phase commit/) },
    });
    expect(result.problem?.state).toContain("only its ledger entry is incomplete");
  });

  it("in another phase: reports the error and ends the attempt", async () => {
    const result = await attempt(async () => {
      await journal.enter("probe");
      throw noSpace;
    });
    expect(result.problem?.happened).toBe("Failed in phase probe: No space left.");
    expect(await lastEnd()).toMatchObject({ outcome: "failed-clean", cancelled: false });
  });

  it("by a bug: records the end and rethrows the error", async () => {
    const bug = new TypeError("x is not a function");
    const result = attempt(async () => {
      await journal.enter("switch");
      throw bug;
    });
    await expect(result).rejects.toBe(bug);
    expect(await lastEnd()).toMatchObject({ outcome: "failed-dirty", cancelled: false });
  });

  it("with an unwritable ledger: still returns, with a warning", async () => {
    const result = await attempt(async () => {
      await rm(ledger.folder, { recursive: true });
      await mkdir(join(ledger.folder, "ledger.jsonl"), { recursive: true });
      throw noSpace;
    });
    expect(result).toMatchObject({ outcome: "failed-clean" });
    expect(warnings).toEqual([expect.stringContaining("could not be written to the ledger")]);
  });
});
