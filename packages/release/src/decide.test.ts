// Which release a deploy or a rollback switches to, and which one it rolls back to on failure.
import { describe, expect, it } from "vitest";
import { decideRollback, decideSwitch, previousOf, rollbackTargetFor } from "./decide.ts";
import type { History } from "./history.ts";

const history = (served: string[], bad: string[] = []): History => ({
  deployments: [],
  current: served.at(-1),
  served,
  bad: new Set(bad),
  tornLines: [],
  endsMidLine: false,
});

describe("a deploy", () => {
  it.each<[string, string[], string, boolean, string, string | undefined]>([
    ["of the first release has no rollback target", [], "r1", false, "switch", undefined],
    ["of another release can roll back to the current one", ["r1"], "r2", false, "switch", "r1"],
    ["of an earlier release is an ordinary switch", ["r1", "r2"], "r1", false, "switch", "r2"],
    ["of another release is a switch, even if its containers are running", ["r1"], "r2", true, "switch", "r1"],
    ["of the current release, when running, is only checked", ["r1"], "r1", true, "check", undefined],
    ["of the current release, when drifted, has no rollback target", ["r1", "r2"], "r2", false, "switch", undefined],
  ])("%s", (_, served, wanted, isRunning, decision, target) => {
    expect(decideSwitch(history(served), wanted, isRunning)).toBe(decision);
    expect(rollbackTargetFor(history(served), wanted)).toBe(target);
  });
});

describe("the previous release", () => {
  it.each([
    ["none after the first deploy", ["r1"], [], undefined],
    ["the one before", ["r1", "r2"], [], "r1"],
    ["not the current one deployed twice", ["r1", "r2", "r2"], [], "r1"],
    ["not a bad one", ["r1", "r2", "r3"], ["r2"], "r1"],
    ["after a rollback, not the release that was rolled back", ["r1", "r2", "r3", "r2"], ["r3"], "r1"],
    ["none when all others are bad", ["r1", "r2"], ["r1"], undefined],
  ])("%s", (_, served, bad, expected) => {
    expect(previousOf(history(served, bad))).toBe(expected);
  });
});

describe("a rollback", () => {
  const three = history(["r1", "r2", "r3"], ["r2"]);

  it("picks the previous release, or the requested one, even if it is bad", () => {
    expect(decideRollback(three, "previous", ["r1", "r2", "r3"])).toBe("r1");
    expect(decideRollback(three, "r2", ["r1", "r2", "r3"])).toBe("r2");
  });

  it("rejects an unknown id and lists the stored releases, newest first", () => {
    expect(() => decideRollback(three, "r9", ["r0", "r1", "r2", "r3"])).toThrow(
      expect.objectContaining({
        reason: "unknown-release",
        next: "Set `to` to `previous` or one of these: r3 (live), r2 (bad), r1, r0 (never live).",
      }),
    );
  });

  it("fails when no release is live, and when there is no previous release", () => {
    expect(() => decideRollback(history([]), "previous", [])).toThrow(
      expect.objectContaining({ reason: "nothing-serves" }),
    );
    expect(() => decideRollback(history(["r1"]), "previous", ["r1"])).toThrow(
      expect.objectContaining({ reason: "no-previous", next: expect.stringContaining("r1 (live)") }),
    );
  });
});
