// The ledger and the stored releases on a target, after a crash, a full disk, another version or a stranger's hand.
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { decideRollback, ledgerImages, openLedger, previousOf, Release, readHistory } from "@deploy-actions/release";
import { localTarget } from "@deploy-actions/target";
import fc from "fast-check";
import { allowingProblem, allowingProblems, expectEqual, expectRepeatable, expectThat } from "./expect.ts";
import { anyBytes, anyText, damaged, damagedJson } from "./generators.ts";
import { expectProportional, shapesOf } from "./growth.ts";
import { type Area, property } from "./property.ts";

const IDS = ["0123456789abcdef", "fedcba9876543210", "00000000deadbeef"] as const;
const AT = "2026-11-30T18:00:00.000Z";

const id = fc.constantFrom(...IDS);
const deployment = fc.constantFrom("20261130T180000Z-0001", "20261130T180001Z-0002", "20261130T180002Z-0003");
const event = fc.oneof(
  fc.record({
    event: fc.constant("begin"),
    at: fc.constant(AT),
    deployment,
    kind: fc.constantFrom("deploy", "rollback"),
    release: id,
    previous: id,
    by: fc.constant({ actor: "a" }),
  }),
  fc.record({
    event: fc.constant("phase"),
    at: fc.constant(AT),
    deployment,
    phase: fc.constantFrom("stage", "switch", "probe", "commit", "revert"),
  }),
  fc.record(
    {
      event: fc.constant("end"),
      at: fc.constant(AT),
      deployment,
      outcome: fc.constantFrom("deployed", "unchanged", "rolled-back", "failed-clean", "failed-dirty"),
      serving: id,
      bad: id,
    },
    { requiredKeys: ["event", "at", "deployment", "outcome"] },
  ),
);
const lines = fc.array(
  event.map((one) => JSON.stringify(one)),
  { maxLength: 12 },
);
const KEYS = [
  "event",
  "at",
  "deployment",
  "kind",
  "release",
  "previous",
  "by",
  "phase",
  "outcome",
  "serving",
  "bad",
  "verdict",
];
const EVENTS = [
  { event: "begin", at: AT, deployment: "d", kind: "deploy", release: IDS[0], by: {} },
  { event: "phase", at: AT, deployment: "d", phase: "switch" },
  { event: "end", at: AT, deployment: "d", outcome: "deployed", verdict: { healthy: true, attempts: 1 } },
];
const anyLine = fc.oneof(
  event.map((one) => JSON.stringify(one)),
  damagedJson(EVENTS, KEYS).map((value) => JSON.stringify(value)),
  damaged(event.map((one) => JSON.stringify(one))),
  anyText,
  fc.constantFrom("{", '{"event":', "[".repeat(100_000), '{"event":"later"}', "null", " ", "\t", "\u0000\u0000"),
);
const anyLedger = fc
  .tuple(fc.array(anyLine, { maxLength: 8 }), fc.constantFrom("\n", "\r\n", "\n\n"))
  .map(([all, end]) => all.join(end));

const digest = `sha256:${"a".repeat(64)}`;
const RELEASE = {
  ...{
    id: IDS[0],
    app: "shop",
    environment: "prod",
    images: { web: `acme/shop@${digest}` },
    composeFiles: ["compose.yml"],
    composeParts: [],
  },
  ...{ configHash: "0".repeat(64), createdAt: AT, created: AT, variables: [] },
};
const POLICY = {
  ...{ urls: ["http://a.example/"], maxAttempts: 1, delaySeconds: 0, initialWaitSeconds: 0, timeoutSeconds: 1 },
  ...{ expectedStatus: [{ from: 200, to: 200 }], expectedJson: [], consecutiveSuccesses: 1, followRedirects: 0 },
};
const RELEASE_KEYS = [...Object.keys(RELEASE), ...Object.keys(POLICY)];

/** What stands in the folder of one app and environment, by path. */
const state = fc.record({
  "ledger.jsonl": fc.oneof({ weight: 3, arbitrary: anyLedger.map((text) => Buffer.from(text)) }, anyBytes),
  current: fc.oneof(
    id.map((text) => Buffer.from(`${text}\n`)),
    anyBytes,
  ),
  key: anyBytes,
  [`releases/${IDS[0]}/release.json`]: fc.oneof(
    damagedJson([RELEASE], RELEASE_KEYS).map((value) => Buffer.from(JSON.stringify(value))),
    anyBytes,
  ),
  [`releases/${IDS[0]}/policy.json`]: fc.oneof(
    damagedJson([POLICY], RELEASE_KEYS).map((value) => Buffer.from(JSON.stringify(value))),
    anyBytes,
  ),
  [`releases/${IDS[0]}/compose.yml`]: anyBytes,
});

export const ledger: Area = {
  about: "ledgers and stored releases",
  properties: [
    property(
      "any ledger is a history, or refused with the line to correct",
      fc.tuple(anyLedger, fc.option(id, { nil: undefined })),
      ([text, pointer]) => {
        const history = allowingProblems(() => expectRepeatable(() => readHistory(text, pointer)));
        if (history === undefined) return;
        expectThat(pointer === undefined || history.current === pointer, "not the current release of the pointer");
        expectThat(
          history.current === undefined || history.served.at(-1) === history.current,
          "the last one served is not the current one",
        );
        const previous = previousOf(history);
        expectThat(
          previous === undefined || (previous !== history.current && !history.bad.has(previous)),
          "a bad or current release as the previous one",
        );
        for (const to of ["previous", "", IDS[1]]) allowingProblems(() => decideRollback(history, to, [...IDS]));
      },
    ),
    property(
      "a line that a crash left partly written loses no other line",
      fc.tuple(lines, fc.nat(), fc.double({ min: 0.01, max: 0.99, noNaN: true })),
      ([all, at, share]) => {
        const place = all.length === 0 ? 0 : at % all.length;
        const line = all[place] ?? '{"event":"begin"}';
        const torn = line.slice(0, Math.max(1, Math.floor(line.length * share)));
        const rest = all.filter((_, index) => index !== place);
        const history = readHistory([...rest.slice(0, place), torn, ...rest.slice(place)].join("\n"), undefined);
        const { deployments } = readHistory(rest.join("\n"), undefined);
        expectEqual(history.deployments, deployments, "the deployments");
        expectEqual(history.tornLines.length, 1, "torn lines");
      },
    ),
    property(
      "blank lines and events of later versions change nothing",
      fc.tuple(
        lines,
        fc.array(fc.tuple(fc.nat(), fc.constantFrom("", "  ", '{"event":"later","x":1}', "null", "5", "[]")), {
          maxLength: 4,
        }),
      ),
      ([all, added]) => {
        const more = added.reduce((current, [at, line]) => current.toSpliced(at % (current.length + 1), 0, line), all);
        const [one, other] = [
          readHistory(`${all.join("\n")}\n`, undefined),
          readHistory(`${more.join("\n")}\n`, undefined),
        ];
        expectEqual(other.deployments, one.deployments, "the deployments");
        expectEqual(other.served, one.served, "the releases that were served");
      },
    ),
    property("any release is one, or refused", damagedJson([RELEASE], RELEASE_KEYS), (value) => {
      const read = Release.safeParse(value);
      if (!read.success) return;
      for (const path of [...read.data.composeFiles, ...read.data.composeParts]) {
        const inside = join("/r", path);
        expectThat(inside.startsWith("/r/"), `${path} leads out of the release's folder`);
      }
    }),
    property(
      "any state directory is read, or refused",
      state,
      async (files) => {
        const folder = mkdtempSync(join(tmpdir(), "fuzz-ledger-"));
        try {
          for (const [path, content] of Object.entries(files)) {
            const file = join(folder, "shop", "prod", path);
            await mkdir(dirname(file), { recursive: true });
            await writeFile(file, content);
          }
          const target = localTarget();
          const opened = openLedger(target, { stateDir: folder, app: "shop", environment: "prod" });
          await allowingProblem(() => opened.read());
          await allowingProblem(() => opened.release(IDS[0]));
          await allowingProblem(() => opened.key());
          expectThat((await opened.releaseIds()).length === 1, "a release is missing");
          const { images, unreadable } = await ledgerImages(target, folder);
          expectThat(
            images.length > 0 || unreadable.length > 0 || Object.keys(files).length === 0 || isWithoutImages(files),
            "a release that is not mentioned",
          );
        } finally {
          rmSync(folder, { recursive: true });
        }
      },
      { share: 0.3 },
    ),
    property(
      "time grows with the length",
      fc.oneof(
        shapesOf(["{", '"event"', ":", "\n", "[", "]", "}", ",", '"', "\\", " ", "\r"]),
        shapesOf(EVENTS.map((one) => `${JSON.stringify(one)}\n`)),
      ),
      (shape) => expectProportional(shape, (text) => allowingProblems(() => readHistory(text, undefined))),
      { share: 0.1 },
    ),
  ],
};

function isWithoutImages(files: Readonly<Record<string, Uint8Array>>): boolean {
  try {
    const release: unknown = JSON.parse(Buffer.from(files[`releases/${IDS[0]}/release.json`] ?? []).toString());
    return Object.keys(Release.parse(release).images).length === 0;
  } catch {
    return false;
  }
}
