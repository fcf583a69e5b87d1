import { describe, expect, it } from "vitest";
import { policy, sight, troubled, URL_A, URL_B } from "../test/observations.ts";
import { digestAnswers, digestBodies } from "./answer-summary.ts";

const both = policy({ urls: [URL_A, URL_B], maxAttempts: 1000 });
const attempts = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("what was seen, in few rows", () => {
  it("is one row for the attempts that said the same, with when they said it", () => {
    const seen = [1, 2, 3, 4, 5].map((attempt) => troubled(attempt, "refused"));
    expect(digestAnswers(policy(), [...seen, sight(6, { status: 503 }), sight(7)])).toEqual([
      { attempts: "1–5", urls: [URL_A], addresses: ["192.0.2.1"], said: "refused (in the system's words)" },
      { attempts: "6", urls: [URL_A], addresses: ["192.0.2.1"], said: "503, expected 200" },
      { attempts: "7", urls: [URL_A], addresses: ["192.0.2.1"], said: "200" },
    ]);
  });

  it("is one row for the URLs and addresses that said the same in the same attempts", () => {
    const seen = attempts(2).flatMap((attempt) => [
      sight(attempt),
      sight(attempt, { url: URL_B, address: "192.0.2.2", timings: { dns: 9 } }),
      troubled(attempt, "refused", { address: "192.0.2.3" }),
    ]);
    expect(digestAnswers(both, seen)).toEqual([
      { attempts: "1–2", urls: [URL_A, URL_B], addresses: ["192.0.2.1", "192.0.2.2"], said: "200" },
      { attempts: "1–2", urls: [URL_A], addresses: ["192.0.2.3"], said: "refused (in the system's words)" },
    ]);
  });

  it("keeps apart what differs in the way it came, in its detail or in its time", () => {
    const redirects = [{ status: 301, to: "https://a.example/" }];
    const rows = digestAnswers(both, [
      sight(1),
      sight(1, { url: URL_B, redirects }),
      troubled(2, "failed"),
      troubled(2, "failed", { url: URL_B, trouble: { code: "failed", detail: "other words" } }),
    ]);
    expect(rows.map(({ said }) => said)).toEqual([
      "200",
      "200, through 301 to https://a.example/",
      "failed (in the system's words)",
      "failed (other words)",
    ]);
  });

  it("stays short where two answers come by turns", () => {
    const rows = digestAnswers(
      both,
      attempts(1000).map((attempt) => sight(attempt, { status: attempt % 2 === 0 ? 200 : 503 })),
    );
    expect(rows.map(({ attempts: when }) => when)).toEqual([
      "1, 3, 5, 7, 9, 11, … (500 in all)",
      "2, 4, 6, 8, 10, 12, … (500 in all)",
    ]);
  });

  it("names a URL without an address too", () => {
    const { address: _, ...nowhere } = troubled(1, "name-not-found");
    expect(digestAnswers(policy(), [nowhere])).toMatchObject([{ urls: [URL_A], addresses: [] }]);
  });

  it("shows each body once, with its status", () => {
    const seen = attempts(3).flatMap((attempt) => [
      sight(attempt, { status: 502, body: "bad gateway" }),
      sight(attempt, { url: URL_B, status: 502, body: "bad gateway" }),
      sight(attempt, { address: "192.0.2.9", body: "" }),
    ]);
    expect(digestBodies([...seen, sight(4, { status: 500, body: "bad gateway" })])).toMatchObject([
      { attempts: "1–3", urls: [URL_A, URL_B], said: "502", body: "bad gateway" },
      { attempts: "4", urls: [URL_A], said: "500", body: "bad gateway" },
    ]);
  });
});
