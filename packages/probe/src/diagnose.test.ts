import { describe, expect, it } from "vitest";
import { policy, sight, troubled } from "../test/observations.ts";
import { diagnose } from "./diagnose.ts";
import type { TroubleCode } from "./observation.ts";

const three = (of: (attempt: number) => ReturnType<typeof sight>) => [of(1), of(2), of(3)];

describe("the likeliest cause", () => {
  it("is named for every trouble there is, in a sentence and with a remedy", () => {
    const codes: Record<TroubleCode, true> = {
      "name-not-found": true,
      "name-lookup-failed": true,
      "timeout-name": true,
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
    for (const code of Object.keys(codes) as TroubleCode[]) {
      const { cause, explanation, remedy } = diagnose(
        policy(),
        three((attempt) => troubled(attempt, code, { status: 200 })),
      );
      expect(cause).toBe(code);
      expect(explanation).toMatch(/^[A-Z].{20,}\.$/);
      expect(`${explanation} ${remedy}`).not.toMatch(/undefined|NaN|\[object/);
      expect(remedy).toMatch(/^[A-Z].{15,}\.$/);
    }
  });

  it("names the addresses that were tried", () => {
    const seen = [troubled(1, "refused", { address: "::1" }), troubled(1, "refused", { address: "127.0.0.1" })];
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
  ] as const)("of the status in %j is %s", (over, cause) => {
    expect(
      diagnose(
        policy(),
        three((attempt) => sight(attempt, over)),
      ),
    ).toMatchObject({ cause });
  });

  it("knows that headers did not come along to another origin", () => {
    const redirects = [{ status: 301, to: "https://a.example/health" }];
    expect(
      diagnose(
        policy(),
        three((attempt) => sight(attempt, { status: 401, redirects })),
      ),
    ).toMatchObject({
      cause: "not-allowed",
      remedy: expect.stringContaining("write https://a.example/health as health-url"),
    });
  });

  it("speaks of the place where the journey ended", () => {
    const redirects = [{ status: 301, to: "https://b.example:8443/" }];
    expect(
      diagnose(
        policy(),
        three((attempt) => troubled(attempt, "refused", { redirects })),
      ),
    ).toMatchObject({
      explanation:
        "It redirects to https://b.example:8443/. Nothing listens at b.example port 8443: the connection was refused.",
    });
  });

  const says = (pointer: string, equals: string, text: string | undefined) => {
    const kind = text === undefined ? "missing" : "value";
    const finding = { pointer, kind, ...(text === undefined ? {} : { text }), asExpected: text === equals } as const;
    return diagnose(
      policy({ expectedJson: [{ pointer, equals }] }),
      three((attempt) => sight(attempt, { json: [finding] })),
    );
  };

  it("is the old release where the commit differs, and says both", () => {
    expect(says("/commit", "bbbbbbbbbb", "aaaaaaaaaa")).toMatchObject({
      cause: "old-release",
      explanation: expect.stringContaining("/commit says `aaaaaaaaaa`, expected `bbbbbbbbbb`"),
    });
    expect(says("/build/git_sha", "bbbbbbbbbb", "aaaaaaaaaa")).toMatchObject({ cause: "old-release" });
  });

  it("is another length of the same commit", () => {
    expect(says("/commit", "0123456789abcdef", "0123456")).toMatchObject({ cause: "abbreviated-value" });
    expect(says("/commit", "0123456", "0123456789abcdef")).toMatchObject({ cause: "abbreviated-value" });
    expect(says("/version", "1.2", "1.20")).toMatchObject({ cause: "old-release" });
  });

  it("is a value that has nothing to do with the release", () => {
    expect(says("/database", "ok", "down")).toMatchObject({
      cause: "wrong-json",
      explanation: expect.stringContaining("/database says `down`"),
    });
    expect(says("/commit", "b", undefined)).toMatchObject({
      cause: "wrong-json",
      explanation: expect.stringContaining("/commit is missing"),
    });
  });

  it("is no JSON, with the beginning of what came instead", () => {
    const wanting = policy({ expectedJson: [{ pointer: "/commit", equals: "b" }] });
    const { cause, explanation } = diagnose(
      wanting,
      three((attempt) => sight(attempt, { body: "<!doctype html>\n" })),
    );
    expect(cause).toBe("not-json");
    expect(explanation).toContain("`<!doctype html>\\n`");
  });

  it("is a crash where it answered right before", () => {
    const seen = [troubled(1, "refused"), sight(2), troubled(3, "refused")];
    expect(diagnose(policy({ consecutiveSuccesses: 2 }), seen)).toMatchObject({
      cause: "stopped-answering",
      explanation: expect.stringContaining("in attempt 2"),
    });
  });

  it("keeps the cause of a last wrong answer that is no silence", () => {
    const seen = [sight(1), sight(2, { status: 500 }), sight(3, { status: 500 })];
    const { cause, explanation } = diagnose(policy({ consecutiveSuccesses: 2 }), seen);
    expect(cause).toBe("server-error");
    expect(explanation).toContain("It did answer right in attempt 1.");
  });

  it("is flapping where the last answer was right and came too late", () => {
    expect(
      diagnose(policy({ consecutiveSuccesses: 2 }), [sight(1), sight(2, { status: 500 }), sight(3)]),
    ).toMatchObject({ cause: "flapping" });
  });

  it("is unknown before the first attempt", () => {
    expect(diagnose(policy(), [])).toMatchObject({ cause: "not-tried" });
  });
});
