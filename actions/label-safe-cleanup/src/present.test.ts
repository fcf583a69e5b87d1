import type { Summary } from "@deploy-actions/action";
import type * as cleanup from "@deploy-actions/runtime/cleanup";
import { describe, expect, it } from "vitest";
import { lastLine, outputsOf, present, presentNothing, warnOfInherited, warnOfLedger, warnOfLeft } from "./present.ts";

const volume = (name: string): cleanup.EngineObject => ({ kind: "volume", id: name, name, labels: {} });
const network: cleanup.EngineObject = { kind: "network", id: "n1", name: "net", labels: {} };
const nothing: cleanup.Cleaned = { removed: [], kept: [], failed: [], left: [] };
const kept: cleanup.Kept = { object: network, reason: "in-use", why: "the container web uses it" };

describe("the last line", () => {
  it.each([
    [nothing, 0, false, "Removed nothing, kept 0."],
    [
      { ...nothing, removed: [volume("a"), volume("b"), network], kept: [kept] },
      1_234_567,
      false,
      "Removed 2 volumes and 1 network (1.2 MB), kept 1.",
    ],
    [{ ...nothing, removed: [volume("a")] }, undefined, false, "Removed 1 volume, kept 0."],
    [{ ...nothing, removed: [volume("a")] }, 0, true, "Would remove 1 volume, kept 0."],
    [
      { ...nothing, failed: [{ object: network, why: "busy" }], left: [{ object: volume("a"), why: "time" }] },
      0,
      false,
      "Removed nothing, kept 0, could not remove 2.",
    ],
  ])("%#", (cleaned, bytes, dryRun, line) => {
    expect(lastLine(cleaned, bytes, dryRun)).toBe(line);
  });
});

it("counts kinds apart, and everything that should have gone as failed", () => {
  const cleaned = {
    removed: [volume("a"), network],
    kept: [kept],
    failed: [{ object: volume("b"), why: "x" }],
    left: [{ object: volume("c"), why: "y" }],
  };
  expect(outputsOf(cleaned, 7)).toEqual({
    "containers-removed": 0,
    "images-removed": 0,
    "volumes-removed": 1,
    "networks-removed": 1,
    failed: 2,
    "bytes-reclaimed": 7,
    removed: [
      { kind: "volume", id: "a", name: "a" },
      { kind: "network", id: "n1", name: "net" },
    ],
    protected: [{ kind: "network", id: "n1", name: "net", reason: "in-use", why: "the container web uses it" }],
  });
});

it("warns once for all containers with inherited labels, with the remedy, and of nothing else", () => {
  const warnings: string[] = [];
  const log = { info: () => {}, debug: () => {}, warning: (line: string) => warnings.push(line) };
  warnOfInherited([kept], log);
  warnOfLeft([], log);
  expect(warnings).toEqual([]);
  warnOfInherited(
    [
      { ...kept, reason: "labels-inherited" },
      { ...kept, reason: "labels-inherited", object: volume("web") },
    ],
    log,
  );
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/^Kept net, web: .*may be inherited.*match only labels/);
  warnOfLeft([{ object: network, why: "docker was cancelled." }], log);
  expect(warnings[1]).toMatch(/1 object is left: docker was cancelled\. .*timeout-seconds/);
});

/** What is said to a summary, one text for each block. */
function listener(): { summary: Summary; said: string[] } {
  const said: string[] = [];
  const say =
    (block: string) =>
    (...words: readonly unknown[]) =>
      void said.push(`${block}: ${JSON.stringify(words)}`);
  const summary = {
    ...{ headline: say("headline"), heading: say("heading"), paragraph: say("paragraph"), table: say("table") },
    ...{ list: say("list"), details: say("details"), code: say("code"), raw: say("raw") },
  };
  return { summary, said };
}

describe("the summary", () => {
  it.each([
    ["good", { ...nothing, removed: [network] }, false],
    ["planned", { ...nothing, removed: [network] }, true],
    ["warning", { ...nothing, failed: [{ object: network, why: "busy" }] }, false],
    ["warning", { ...nothing, left: [{ object: network, why: "time" }] }, false],
  ])("begins with how it went: %s", (status, cleaned, dryRun) => {
    const { summary, said } = listener();
    present(cleaned, 0, dryRun, summary);
    expect(said[0]).toBe(`headline: ${JSON.stringify([status, `Cleanup: ${lastLine(cleaned, 0, dryRun)}`])}`);
  });

  it("sets names as code, whatever is in them", () => {
    const { summary, said } = listener();
    present({ ...nothing, kept: [{ ...kept, object: volume("a`b") }] }, 0, false, summary);
    expect(said.join("\n")).toContain('"`a\'b`"');
  });

  it("says so when there was nothing to clean with", () => {
    const { summary, said } = listener();
    presentNothing("There is no docker command on this machine.", summary);
    expect(said).toEqual([
      'headline: ["warning","Cleanup: nothing was cleaned up"]',
      'paragraph: ["There is no docker command on this machine."]',
    ]);
  });
});

it("warns of a ledger that cannot be read, with the remedy", () => {
  const warnings: string[] = [];
  const log = { info: () => {}, debug: () => {}, warning: (line: string) => warnings.push(line) };
  warnOfLedger({ named: [] }, log);
  expect(warnings).toEqual([]);
  warnOfLedger({ named: [], unknown: "nobody can tell: /x is damaged." }, log);
  expect(warnings).toEqual([
    expect.stringMatching(/^No image was removed: nobody can tell: \/x is damaged\..*state-dir/),
  ]);
});
