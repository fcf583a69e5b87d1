import type { Summary } from "@deploy-actions/action";
import type * as cleanup from "@deploy-actions/runtime/cleanup";
import { describe, expect, it } from "vitest";
import {
  lastLine,
  outputsOf,
  present,
  presentNothingDone,
  warnOfInherited,
  warnOfLedger,
  warnOfLeft,
} from "./present.ts";

const volume = (name: string): cleanup.EngineObject => ({ kind: "volume", id: name, name, labels: {} });
const network: cleanup.EngineObject = { kind: "network", id: "n1", name: "net", labels: {} };
const nothing: cleanup.CleanupResult = { removed: [], kept: [], failed: [], notReached: [] };
const kept: cleanup.KeptObject = { object: network, reason: "in-use", why: "the container web uses it" };

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
      { ...nothing, failed: [{ object: network, why: "busy" }], notReached: [{ object: volume("a"), why: "time" }] },
      0,
      false,
      "Removed nothing, kept 0, could not remove 2.",
    ],
  ])("%#", (cleaned, bytes, dryRun, line) => {
    expect(lastLine(cleaned, bytes, dryRun)).toBe(line);
  });
});

it("counts each kind separately, and everything that was not removed as failed", () => {
  const cleaned = {
    removed: [volume("a"), network],
    kept: [kept],
    failed: [{ object: volume("b"), why: "x" }],
    notReached: [{ object: volume("c"), why: "y" }],
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

it("warns once about all containers with inherited labels, with the remedy", () => {
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
  expect(warnings[1]).toMatch(/1 object was not removed: docker was cancelled\. .*timeout-seconds/);
});

/** A summary that records one text for each block. */
function recordingSummary(): { summary: Summary; blocks: string[] } {
  const blocks: string[] = [];
  const record =
    (block: string) =>
    (...args: readonly unknown[]) =>
      void blocks.push(`${block}: ${JSON.stringify(args)}`);
  const summary = {
    ...{
      headline: record("headline"),
      heading: record("heading"),
      paragraph: record("paragraph"),
      table: record("table"),
    },
    ...{ list: record("list"), details: record("details"), code: record("code"), raw: record("raw") },
  };
  return { summary, blocks };
}

describe("the summary", () => {
  it.each([
    ["good", { ...nothing, removed: [network] }, false],
    ["planned", { ...nothing, removed: [network] }, true],
    ["warning", { ...nothing, failed: [{ object: network, why: "busy" }] }, false],
    ["warning", { ...nothing, notReached: [{ object: network, why: "time" }] }, false],
  ])("begins with the status %s", (status, cleaned, dryRun) => {
    const { summary, blocks } = recordingSummary();
    present(cleaned, 0, dryRun, summary);
    expect(blocks[0]).toBe(`headline: ${JSON.stringify([status, `Cleanup: ${lastLine(cleaned, 0, dryRun)}`])}`);
  });

  it("formats names as code, whatever they contain", () => {
    const { summary, blocks } = recordingSummary();
    present({ ...nothing, kept: [{ ...kept, object: volume("a`b") }] }, 0, false, summary);
    expect(blocks.join("\n")).toContain('"`a\'b`"');
  });

  it("reports when the cleanup could not start", () => {
    const { summary, blocks } = recordingSummary();
    presentNothingDone("There is no docker command on this machine.", summary);
    expect(blocks).toEqual([
      'headline: ["warning","Cleanup: nothing was cleaned up"]',
      'paragraph: ["There is no docker command on this machine."]',
    ]);
  });
});

it("warns about a ledger that cannot be read, with the remedy", () => {
  const warnings: string[] = [];
  const log = { info: () => {}, debug: () => {}, warning: (line: string) => warnings.push(line) };
  warnOfLedger({ named: [] }, log);
  expect(warnings).toEqual([]);
  warnOfLedger({ named: [], unknown: "it is unknown: /x is damaged." }, log);
  expect(warnings).toEqual([
    expect.stringMatching(/^No image was removed: it is unknown: \/x is damaged\..*state-dir/),
  ]);
});
