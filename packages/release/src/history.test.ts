// What a ledger's lines add up to, cut-off and foreign lines included.
import { describe, expect, it } from "vitest";
import type { End } from "./event.ts";
import { readHistory } from "./history.ts";

const [A, B, C] = ["a", "b", "c"].map((letter) => letter.repeat(16)) as [string, string, string];

/** A whole deployment's lines. */
function lines(deployment: string, release: string, end: Partial<End> | "cut off" = {}): string {
  const at = "2026-01-01T00:00:00.000Z";
  const events: object[] = [
    { event: "begin", at, deployment, kind: "deploy", release, by: {} },
    { event: "phase", at, deployment, phase: "switch" },
    ...(end === "cut off" ? [] : [{ event: "end", at, deployment, outcome: "deployed", ...end }]),
  ];
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

describe("a history", () => {
  it("is empty where there is no ledger", () => {
    expect(readHistory("", undefined)).toMatchObject({ deployments: [], current: undefined, served: [], open: false });
  });

  it("knows what served, in order, and what is bad until it serves again", () => {
    const text =
      lines("1", A) +
      lines("2", B, { outcome: "rolled-back", bad: B }) +
      lines("3", C) +
      lines("4", B, { outcome: "deployed", bad: C });
    const history = readHistory(text, B);
    expect(history.served).toEqual([A, C, B]);
    expect([...history.bad]).toEqual([C]);
    expect(history.deployments.map(({ end }) => end?.outcome)).toEqual([
      "deployed",
      "rolled-back",
      "deployed",
      "deployed",
    ]);
  });

  it("shows where a deployment was cut off", () => {
    const { deployments } = readHistory(lines("1", A) + lines("2", B, "cut off"), A);
    expect(deployments.at(-1)).toMatchObject({ release: B, phases: [{ phase: "switch" }] });
    expect(deployments.at(-1)?.end).toBeUndefined();
  });

  it("believes the pointer where the line after its rename is missing", () => {
    const history = readHistory(lines("1", A) + lines("2", B, "cut off"), B);
    expect(history).toMatchObject({ current: B, served: [A, B] });
  });

  it("names the last release that went live where there is no pointer", () => {
    const history = readHistory(lines("1", A) + lines("2", B) + lines("3", C), undefined);
    expect(history).toMatchObject({ current: C, served: [A, B, C], torn: [] });
  });

  it("reads over blank lines, and over lines of a deployment that never began", () => {
    const orphans = lines("1", C).split("\n").slice(1).join("\n");
    expect(readHistory(`${orphans}  \n\n${lines("2", A)}`, A)).toMatchObject({
      served: [A],
      deployments: [{ id: "2" }],
    });
  });

  it("reads over a line that was cut off, wherever it stands now", () => {
    const cut = '{"event":"end","at":"2026-01-0';
    expect(readHistory(`${lines("1", A)}${cut}`, A)).toMatchObject({ current: A, torn: [4], open: true });
    expect(readHistory(`${lines("1", A)}${cut}\n${lines("2", B)}`, B)).toMatchObject({
      served: [A, B],
      torn: [4],
      open: false,
    });
  });

  it("reads over kinds of line that a later version writes", () => {
    const later = '{"event":"lease","at":"x","deployment":"1","owner":{}}\n';
    expect(readHistory(later + lines("1", A), A).served).toEqual([A]);
  });

  it.each([
    ["release", { release: "no id" }],
    ["by.actor", { by: { actor: 1 } }],
  ])("names the wrong field of a line: %s", (field, wrong) => {
    const [begin = ""] = lines("1", A).split("\n");
    const text = JSON.stringify({ ...JSON.parse(begin), ...wrong });
    expect(() => readHistory(text, undefined)).toThrow(`has a wrong \`${field}\``);
  });

  it.each([
    ["not ours at all", "hello\n"],
    [
      "ours with a wrong value",
      '{"event":"begin","at":"x","deployment":"1","kind":"deploy","release":"no id","by":{}}\n',
    ],
  ])("refuses a line that is %s, naming it", (_, text) => {
    expect(() => readHistory(lines("1", A) + text, A)).toThrow(
      expect.objectContaining({ reason: "ledger-unreadable", message: expect.stringContaining("Line 4") }),
    );
  });
});
