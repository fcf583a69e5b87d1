import { describe, expect, it } from "vitest";
import { makeFailedObservation, makeObservation, policy, URL_A, URL_B } from "../test/observations.ts";
import { summarizeAnswers, summarizeBodies } from "./answer-summary.ts";

const both = policy({ urls: [URL_A, URL_B], maxAttempts: 1000 });
const attempts = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("the summary of answers", () => {
  it("has one row for equal answers, with their attempts", () => {
    const seen = [1, 2, 3, 4, 5].map((attempt) => makeFailedObservation(attempt, "refused"));
    expect(summarizeAnswers(policy(), [...seen, makeObservation(6, { status: 503 }), makeObservation(7)])).toEqual([
      { attempts: "1–5", urls: [URL_A], addresses: ["192.0.2.1"], answer: "refused (the system's message)" },
      { attempts: "6", urls: [URL_A], addresses: ["192.0.2.1"], answer: "503, expected 200" },
      { attempts: "7", urls: [URL_A], addresses: ["192.0.2.1"], answer: "200" },
    ]);
  });

  it("has one row for URLs and addresses with equal answers in the same attempts", () => {
    const seen = attempts(2).flatMap((attempt) => [
      makeObservation(attempt),
      makeObservation(attempt, { url: URL_B, address: "192.0.2.2", timings: { dns: 9 } }),
      makeFailedObservation(attempt, "refused", { address: "192.0.2.3" }),
    ]);
    expect(summarizeAnswers(both, seen)).toEqual([
      { attempts: "1–2", urls: [URL_A, URL_B], addresses: ["192.0.2.1", "192.0.2.2"], answer: "200" },
      { attempts: "1–2", urls: [URL_A], addresses: ["192.0.2.3"], answer: "refused (the system's message)" },
    ]);
  });

  it("has separate rows for different redirects, details or attempts", () => {
    const redirects = [{ status: 301, to: "https://a.example/" }];
    const rows = summarizeAnswers(both, [
      makeObservation(1),
      makeObservation(1, { url: URL_B, redirects }),
      makeFailedObservation(2, "failed"),
      makeFailedObservation(2, "failed", { url: URL_B, trouble: { code: "failed", detail: "another message" } }),
    ]);
    expect(rows.map(({ answer }) => answer)).toEqual([
      "200",
      "200, through 301 to https://a.example/",
      "failed (the system's message)",
      "failed (another message)",
    ]);
  });

  it("stays short when two answers alternate", () => {
    const rows = summarizeAnswers(
      both,
      attempts(1000).map((attempt) => makeObservation(attempt, { status: attempt % 2 === 0 ? 200 : 503 })),
    );
    expect(rows.map(({ attempts: when }) => when)).toEqual([
      "1, 3, 5, 7, 9, 11, … (500 in all)",
      "2, 4, 6, 8, 10, 12, … (500 in all)",
    ]);
  });

  it("includes a URL without an address", () => {
    const { address: _, ...nowhere } = makeFailedObservation(1, "name-not-found");
    expect(summarizeAnswers(policy(), [nowhere])).toMatchObject([{ urls: [URL_A], addresses: [] }]);
  });

  it("shows each body once, with its status", () => {
    const seen = attempts(3).flatMap((attempt) => [
      makeObservation(attempt, { status: 502, body: "bad gateway" }),
      makeObservation(attempt, { url: URL_B, status: 502, body: "bad gateway" }),
      makeObservation(attempt, { address: "192.0.2.9", body: "" }),
    ]);
    expect(summarizeBodies([...seen, makeObservation(4, { status: 500, body: "bad gateway" })])).toMatchObject([
      { attempts: "1–3", urls: [URL_A, URL_B], answer: "502", body: "bad gateway" },
      { attempts: "4", urls: [URL_A], answer: "500", body: "bad gateway" },
    ]);
  });
});
