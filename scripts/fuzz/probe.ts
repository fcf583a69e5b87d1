// The health check against an application that answers with anything.
import { systemClock } from "@deploy-actions/contract";
import {
  describe,
  describeAttempt,
  describeOutcome,
  diagnose,
  headerSecrets,
  healthReport,
  judge,
  observe,
  Policy,
  summarizeAnswers,
  summarizeBodies,
} from "@deploy-actions/probe";
import fc from "fast-check";
import { findJson, parseExpectation } from "../../packages/probe/src/expected-json.ts";
import { parseHeaders } from "../../packages/probe/src/headers.ts";
import { isPointer, valueAt } from "../../packages/probe/src/pointer.ts";
import { parseStatus } from "../../packages/probe/src/status.ts";
import { urlProblem } from "../../packages/probe/src/url.ts";
import { allowingProblems, expectRepeatable, expectThat } from "./expect.ts";
import { anyText, jsonOf, textOf } from "./generators.ts";
import { expectProportional, shapesOf } from "./growth.ts";
import { answers } from "./http.ts";
import { type Area, property } from "./property.ts";
import { RawServer } from "./raw-server.ts";

const TOKEN = "hunter2-is-the-token";
const KEYS = ["status", "commit", "version", "checks", "db", "a/b", "m~n", "0", "1", ""];

let started: Promise<RawServer> | undefined;
const server = (): Promise<RawServer> => {
  started ??= RawServer.start();
  return started;
};

const body = fc.oneof(
  { weight: 4, arbitrary: jsonOf(KEYS, ["ok", 200, TOKEN]).map((value) => JSON.stringify(value)) },
  anyText,
  fc.constantFrom(
    '{"status":"ok"}',
    `token ${TOKEN}`,
    "",
    "[".repeat(200_000),
    `{"status":${"1".repeat(400)}}`,
    "\u{feff}{}",
  ),
  fc.integer({ min: 1, max: 2_000_000 }).map((length) => "x".repeat(length)),
);

const expectation = fc.record({
  pointer: fc.constantFrom("", "/status", "/checks/db", "/a~1b", "/0/1", "/__proto__", "/constructor/name"),
  equals: anyText,
});

export const probe: Area = {
  about: "answers of applications to a health check",
  properties: [
    property(
      "any answers lead to one observation for each address, to a verdict and to a report without the token",
      fc.record({
        all: fc.array(answers(body), { minLength: 1, maxLength: 4 }),
        expectedJson: fc.oneof(fc.constant([]), fc.array(expectation, { maxLength: 2 })),
        followRedirects: fc.integer({ min: 0, max: 5 }),
      }),
      async ({ all, expectedJson, followRedirects }) => {
        const raw = await server();
        raw.play(all);
        const url = `http://${raw.host}/health`;
        const policy = Policy.parse({
          ...{ urls: [url], maxAttempts: 1, delaySeconds: 0, initialWaitSeconds: 0, timeoutSeconds: 0.25 },
          ...{ expectedStatus: [{ from: 200, to: 204 }], expectedJson, consecutiveSuccesses: 1, followRedirects },
        });
        const headers = [["authorization", `Bearer ${TOKEN}`]] as const;
        const options = { attempt: 1, headers, signal: new AbortController().signal, clock: systemClock };
        const observations = await observe(policy, url, options);
        expectThat(observations.length === 1, `${observations.length} observations of one address`);
        const verdict = judge(policy, observations);
        expectThat(verdict.state !== "waiting", "no verdict after the last attempt");
        const said = [
          ...describeAttempt(policy, observations),
          ...observations.flatMap((one) => [describe(policy, one), describeOutcome(policy, one)]),
          ...[diagnose(policy, observations), healthReport(policy, { verdict, observations }, headers)],
          ...[summarizeAnswers(policy, observations), summarizeBodies(observations)],
        ];
        expectThat(!JSON.stringify(said).includes(TOKEN), "the token is shown");
        for (const { body: shown = "" } of observations) expectThat(Buffer.byteLength(shown) <= 500, "a long body");
      },
    ),
    property(
      "any lines are headers, or refused",
      fc.array(textOf(["a", ":", " ", "Authorization", "Bearer ", TOKEN, ";", "=", ","]), { maxLength: 3 }),
      (lines) => {
        const headers = allowingProblems(() => parseHeaders(lines));
        if (headers !== undefined) headerSecrets(headers);
      },
    ),
    property(
      "any line is an expectation, or refused",
      fc.tuple(textOf(["/", "a", "~0", "~1", "=", ".", "$", "["]), jsonOf(KEYS)),
      ([line, document]) => {
        const wanted = allowingProblems(() => parseExpectation(line));
        if (wanted !== undefined) expectRepeatable(() => findJson(document, wanted));
      },
    ),
    property(
      "a pointer leads into the document, and never to what every object has",
      fc.tuple(jsonOf(KEYS), textOf(["/", "__proto__", "constructor", "toString", "0", "length", "a"])),
      ([document, path]) => {
        const pointer = path.startsWith("/") ? path : `/${path}`;
        if (!isPointer(pointer)) return;
        const value = valueAt(document, pointer);
        expectThat(typeof value !== "function" && value !== Object.prototype, "a value that is not in the document");
      },
    ),
    property("any text is a status, or refused", textOf(["2", "0", "-", "x", "X", "200", " "], 6), (text) => {
      const range = allowingProblems(() => parseStatus(text));
      if (range !== undefined)
        expectThat(range.from >= 100 && range.from <= range.to && range.to <= 599, "a range outside");
    }),
    property(
      "any text is a URL to check, or refused",
      textOf(["http://", "https://", "a", ":", "@", "/", "[", "]", "?", "#", "%"]),
      (text) => {
        urlProblem(text);
      },
    ),
    property(
      "the time for headers grows with their length",
      shapesOf(["a", ":", " ", ";", "=", ",", "Bearer ", "\t", '"', "Cookie: "]),
      (shape) =>
        expectProportional(shape, (text) => {
          const headers = allowingProblems(() => parseHeaders([`Cookie: ${text.replaceAll(/[^\t\x20-\x7e]/g, "")}`]));
          if (headers !== undefined) headerSecrets(headers);
        }),
      { share: 0.1 },
    ),
  ],
};
