import { describe, expect, it } from "vitest";
import { makeFailedObservation, makeObservation, policy } from "../test/observations.ts";
import { diagnose } from "./diagnose.ts";
import type { ProbeFailureCode } from "./observation.ts";

const three = (of: (attempt: number) => ReturnType<typeof makeObservation>) => [of(1), of(2), of(3)];

describe("the most likely cause", () => {
  it("exists for every failure code, with a sentence and a remedy", () => {
    const codes: Record<ProbeFailureCode, true> = {
      "name-not-found": true,
      "name-lookup-failed": true,
      "timeout-name": true,
      "address-not-allowed": true,
      unreachable: true,
      "timeout-connect": true,
      refused: true,
      reset: true,
      "timeout-tls": true,
      "tls-to-plain-port": true,
      "tls-failed": true,
      "tls-untrusted": true,
      "tls-self-signed": true,
      "tls-expired": true,
      "tls-not-yet-valid": true,
      "tls-wrong-name": true,
      "tls-no-certificate": true,
      "tls-wants-certificate": true,
      "plain-to-tls-port": true,
      "not-http": true,
      "timeout-first-byte": true,
      "bad-redirect": true,
      "too-many-redirects": true,
      "timeout-body": true,
      "body-broken": true,
      "body-too-long": true,
      failed: true,
    };
    for (const code of Object.keys(codes) as ProbeFailureCode[]) {
      const { cause, explanation, remedy } = diagnose(
        policy(),
        three((attempt) => makeFailedObservation(attempt, code, { status: 200 })),
      );
      expect(cause).toBe(code);
      expect(explanation).toMatch(/^[A-Z].{20,}\.$/);
      expect(`${explanation} ${remedy}`).not.toMatch(/undefined|NaN|\[object/);
      expect(remedy).toMatch(/^[A-Z].{15,}\.$/);
    }
  });

  it("lists the addresses that were tried", () => {
    const seen = [
      makeFailedObservation(1, "refused", { address: "::1" }),
      makeFailedObservation(1, "refused", { address: "127.0.0.1" }),
    ];
    expect(diagnose(policy(), seen).explanation).toBe(
      "Nothing listens at a.example port 80 (::1 and 127.0.0.1): the connection was refused.",
    );
  });

  it.each([
    [{ status: 401 }, "not-allowed"],
    [{ status: 404 }, "no-such-path"],
    [{ status: 500 }, "server-error"],
    [{ status: 502 }, "gateway"],
    [{ status: 502, body: "connect ECONNREFUSED" }, "gateway"],
    [{ status: 503, body: "" }, "gateway"],
    [{ status: 503, body: "<html>nginx" }, "gateway"],
    [{ status: 503, body: "upstream connect error" }, "gateway"],
    [{ status: 503, body: "Service Unavailable" }, "gateway"],
    [{ status: 503, body: '{"status":"DOWN"}' }, "server-error"],
    [{ status: 503, body: "Unhealthy" }, "server-error"],
    [{ status: 522, body: "error code: 522" }, "gateway"],
    [{ status: 403, body: "Blocked hosts: 127.0.0.1:3000" }, "host-not-allowed"],
    [{ status: 400, body: "Invalid HTTP_HOST header: you may need to add it to ALLOWED_HOSTS." }, "host-not-allowed"],
    [{ status: 421 }, "host-not-allowed"],
    [{ status: 400, body: "<h1>Bad Request (400)</h1>" }, "wrong-status"],
    [{ status: 201 }, "wrong-status"],
    [{ status: 302 }, "wrong-status"],
    [{ status: 400, body: "Client sent an HTTP request to an HTTPS server." }, "plain-to-tls-port"],
    [{ status: 400, body: "bad" }, "wrong-status"],
  ] as const)("of %j is %s", (over, cause) => {
    expect(
      diagnose(
        policy(),
        three((attempt) => makeObservation(attempt, over)),
      ),
    ).toMatchObject({ cause });
  });

  it("mentions that headers are not sent to another origin", () => {
    const redirects = [{ status: 301, to: "https://a.example/health" }];
    expect(
      diagnose(
        policy(),
        three((attempt) => makeObservation(attempt, { status: 401, redirects })),
      ),
    ).toMatchObject({
      cause: "not-allowed",
      remedy: expect.stringContaining("use https://a.example/health as health-url"),
    });
  });

  it("describes the final URL after redirects", () => {
    const redirects = [{ status: 301, to: "https://b.example:8443/" }];
    expect(
      diagnose(
        policy(),
        three((attempt) => makeFailedObservation(attempt, "refused", { redirects })),
      ),
    ).toMatchObject({
      explanation:
        "It redirects to https://b.example:8443/. Nothing listens at b.example port 8443: the connection was refused.",
    });
  });

  const diagnoseValue = (pointer: string, equals: string, text: string | undefined) => {
    const kind = text === undefined ? "missing" : "value";
    const finding = { pointer, kind, ...(text === undefined ? {} : { text }), asExpected: text === equals } as const;
    return diagnose(
      policy({ expectedJson: [{ pointer, equals }] }),
      three((attempt) => makeObservation(attempt, { json: [finding] })),
    );
  };

  it("is the old release if the commit differs, with both commits", () => {
    expect(diagnoseValue("/commit", "bbbbbbbbbb", "aaaaaaaaaa")).toMatchObject({
      cause: "old-release",
      explanation: expect.stringContaining("/commit is `aaaaaaaaaa`, expected `bbbbbbbbbb`"),
    });
    expect(diagnoseValue("/build/git_sha", "bbbbbbbbbb", "aaaaaaaaaa")).toMatchObject({ cause: "old-release" });
  });

  it("is an abbreviated commit", () => {
    expect(diagnoseValue("/commit", "0123456789abcdef", "0123456")).toMatchObject({ cause: "abbreviated-value" });
    expect(diagnoseValue("/commit", "0123456", "0123456789abcdef")).toMatchObject({ cause: "abbreviated-value" });
    expect(diagnoseValue("/version", "1.2", "1.20")).toMatchObject({ cause: "old-release" });
  });

  it("is a value unrelated to the release", () => {
    expect(diagnoseValue("/database", "ok", "down")).toMatchObject({
      cause: "wrong-json",
      explanation: expect.stringContaining("/database is `down`"),
    });
    expect(diagnoseValue("/commit", "b", undefined)).toMatchObject({
      cause: "wrong-json",
      explanation: expect.stringContaining("/commit is missing"),
    });
  });

  it("is invalid JSON, with the beginning of the body", () => {
    const jsonPolicy = policy({ expectedJson: [{ pointer: "/commit", equals: "b" }] });
    const { cause, explanation } = diagnose(
      jsonPolicy,
      three((attempt) => makeObservation(attempt, { body: "<!doctype html>\n" })),
    );
    expect(cause).toBe("not-json");
    expect(explanation).toContain("`<!doctype html>\\n`");
  });

  it("is a crash if it answered correctly before", () => {
    const seen = [makeFailedObservation(1, "refused"), makeObservation(2), makeFailedObservation(3, "refused")];
    expect(diagnose(policy({ consecutiveSuccesses: 2 }), seen)).toMatchObject({
      cause: "stopped-answering",
      explanation: expect.stringContaining("in attempt 2"),
    });
  });

  it("is the last failure if the application still answers", () => {
    const seen = [makeObservation(1), makeObservation(2, { status: 500 }), makeObservation(3, { status: 500 })];
    const { cause, explanation } = diagnose(policy({ consecutiveSuccesses: 2 }), seen);
    expect(cause).toBe("server-error");
    expect(explanation).toContain("It answered correctly in attempt 1.");
  });

  it("is flapping if the last success came too late", () => {
    expect(
      diagnose(policy({ consecutiveSuccesses: 2 }), [
        makeObservation(1),
        makeObservation(2, { status: 500 }),
        makeObservation(3),
      ]),
    ).toMatchObject({ cause: "flapping" });
  });

  it("is unknown before the first attempt", () => {
    expect(diagnose(policy(), [])).toMatchObject({ cause: "not-tried" });
  });
});
