// Parsing a ledger into a history, including torn and unknown lines.
import { describe, expect, it } from "vitest";
import type { EndEvent } from "./event.ts";
import { readHistory } from "./history.ts";

const [A, B, C] = ["a", "b", "c"].map((letter) => letter.repeat(16)) as [string, string, string];

/** The ledger lines of one deployment. */
function lines(deployment: string, release: string, end: Partial<EndEvent> | "interrupted" = {}): string {
  const at = "2026-01-01T00:00:00.000Z";
  const events: object[] = [
    { event: "begin", at, deployment, kind: "deploy", release, by: {} },
    { event: "phase", at, deployment, phase: "switch" },
    ...(end === "interrupted" ? [] : [{ event: "end", at, deployment, outcome: "deployed", ...end }]),
  ];
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

describe("a history", () => {
  it("is empty without a ledger", () => {
    expect(readHistory("", undefined)).toMatchObject({
      deployments: [],
      current: undefined,
      served: [],
      endsMidLine: false,
    });
  });

  it("lists the releases that went live in order, and the bad ones until they go live again", () => {
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

  it("shows in which phase a deployment was interrupted", () => {
    const { deployments } = readHistory(lines("1", A) + lines("2", B, "interrupted"), A);
    expect(deployments.at(-1)).toMatchObject({ release: B, phases: [{ phase: "switch" }] });
    expect(deployments.at(-1)?.end).toBeUndefined();
  });

  it("trusts the pointer when the ledger line after its rename is missing", () => {
    const history = readHistory(lines("1", A) + lines("2", B, "interrupted"), B);
    expect(history).toMatchObject({ current: B, served: [A, B] });
  });

  it("uses the last release that went live when there is no pointer", () => {
    const history = readHistory(lines("1", A) + lines("2", B) + lines("3", C), undefined);
    expect(history).toMatchObject({ current: C, served: [A, B, C], tornLines: [] });
  });

  it("skips blank lines and events of a deployment without a begin", () => {
    const orphans = lines("1", C).split("\n").slice(1).join("\n");
    expect(readHistory(`${orphans}  \n\n${lines("2", A)}`, A)).toMatchObject({
      served: [A],
      deployments: [{ id: "2" }],
    });
  });

  it("skips a torn line anywhere in the file", () => {
    const torn = '{"event":"end","at":"2026-01-0';
    expect(readHistory(`${lines("1", A)}${torn}`, A)).toMatchObject({ current: A, tornLines: [4], endsMidLine: true });
    expect(readHistory(`${lines("1", A)}${torn}\n${lines("2", B)}`, B)).toMatchObject({
      served: [A, B],
      tornLines: [4],
      endsMidLine: false,
    });
  });

  it("skips event kinds of later versions", () => {
    const later = '{"event":"lease","at":"x","deployment":"1","owner":{}}\n';
    expect(readHistory(later + lines("1", A), A).served).toEqual([A]);
  });

  it.each([
    ["release", { release: "no id" }],
    ["by.actor", { by: { actor: 1 } }],
  ])("names the invalid field of a line: %s", (field, wrong) => {
    const [begin = ""] = lines("1", A).split("\n");
    const text = JSON.stringify({ ...JSON.parse(begin), ...wrong });
    expect(() => readHistory(text, undefined)).toThrow(`has an invalid \`${field}\``);
  });

  it.each([
    ["not an event", "hello\n"],
    [
      "an event with an invalid value",
      '{"event":"begin","at":"x","deployment":"1","kind":"deploy","release":"no id","by":{}}\n',
    ],
  ])("rejects a line that is %s, with its number", (_, text) => {
    expect(() => readHistory(lines("1", A) + text, A)).toThrow(
      expect.objectContaining({ reason: "ledger-unreadable", message: expect.stringContaining("Line 4") }),
    );
  });
});
