// What follows from a history: the release to switch to, and the one to go back to.
import { describe, expect, it } from "vitest";
import { decideRollback, decideSwitch, previousOf, wayBackFrom } from "./decide.ts";
import type { History } from "./history.ts";

const history = (served: string[], bad: string[] = []): History => ({
  deployments: [],
  current: served.at(-1),
  served,
  bad: new Set(bad),
  torn: [],
  open: false,
});

describe("a deploy", () => {
  it.each<[string, string[], string, boolean, string, string | undefined]>([
    ["of the first release has nothing to go back to", [], "r1", false, "switch", undefined],
    ["of another release goes back to the current one", ["r1"], "r2", false, "switch", "r1"],
    ["of an earlier release is a switch like any other", ["r1", "r2"], "r1", false, "switch", "r2"],
    ["of another release is a switch, even if its containers run", ["r1"], "r2", true, "switch", "r1"],
    ["of what serves and runs is only checked", ["r1"], "r1", true, "check", undefined],
    ["of what serves and has drifted cannot go back to itself", ["r1", "r2"], "r2", false, "switch", undefined],
  ])("%s", (_, served, wanted, runs, decision, back) => {
    expect(decideSwitch(history(served), wanted, runs)).toBe(decision);
    expect(wayBackFrom(history(served), wanted)).toBe(back);
  });
});

describe("the previous release", () => {
  it.each([
    ["none at first", ["r1"], [], undefined],
    ["the one before", ["r1", "r2"], [], "r1"],
    ["not the same one deployed twice", ["r1", "r2", "r2"], [], "r1"],
    ["not a bad one", ["r1", "r2", "r3"], ["r2"], "r1"],
    ["after a rollback, not the one it left", ["r1", "r2", "r3", "r2"], ["r3"], "r1"],
    ["none when all others are bad", ["r1", "r2"], ["r1"], undefined],
  ])("%s", (_, served, bad, expected) => {
    expect(previousOf(history(served, bad))).toBe(expected);
  });
});

describe("a rollback", () => {
  const three = history(["r1", "r2", "r3"], ["r2"]);

  it("goes to the previous release, or to a named one, bad or not", () => {
    expect(decideRollback(three, "previous", ["r1", "r2", "r3"])).toBe("r1");
    expect(decideRollback(three, "r2", ["r1", "r2", "r3"])).toBe("r2");
  });

  it("refuses an id that is not kept, with the list of those that are, newest first", () => {
    expect(() => decideRollback(three, "r9", ["r0", "r1", "r2", "r3"])).toThrow(
      expect.objectContaining({
        reason: "unknown-release",
        next: "Write `previous`, or one of these: r3 (serves now), r2 (bad), r1, r0 (never served).",
      }),
    );
  });

  it("refuses when nothing serves, and when nothing served before", () => {
    expect(() => decideRollback(history([]), "previous", [])).toThrow(
      expect.objectContaining({ reason: "nothing-serves" }),
    );
    expect(() => decideRollback(history(["r1"]), "previous", ["r1"])).toThrow(
      expect.objectContaining({ reason: "no-previous", next: expect.stringContaining("r1 (serves now)") }),
    );
  });
});
