import { createSecureContext, getCACertificates, setDefaultCACertificates } from "node:tls";
import { manualClock } from "@deploy-actions/contract/manual-clock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificate } from "../test/certificate.ts";
import { observeAddress, observeUrl } from "../test/observe-url.ts";
import { serve, serveTcp, serveTls } from "../test/servers.ts";

describe("TLS", () => {
  const authority = certificate({ name: "Test Authority", authority: true });
  const kept = getCACertificates("default");
  beforeAll(() => setDefaultCACertificates([...kept, authority.cert]));
  afterAll(() => setDefaultCACertificates(kept));
  const answer = (identity: Parameters<typeof serveTls>[0]) =>
    serveTls(identity, (_request, response) => response.end());
  const loopback = { addresses: [[127, 0, 0, 1]] };

  it("makes certificates that OpenSSL reads", () => {
    expect(() => createSecureContext({ cert: authority.cert })).not.toThrow();
  });

  it("accepts a certificate from an authority that this machine trusts", async () => {
    const port = await answer(certificate({ name: "app", issuer: authority, ...loopback }));
    const seen = await observeAddress(`https://127.0.0.1:${port}/`);
    expect(seen).toMatchObject({ status: 200, failure: undefined });
    expect(seen.timings.tls).toBeGreaterThan(0);
  });

  it("verifies the name in the URL, not the address", async () => {
    const port = await answer(certificate({ name: "app", issuer: authority, names: ["localhost"] }));
    const seen = await observeUrl(`https://localhost:${port}/`);
    expect(seen.find(({ address }) => address === "127.0.0.1")).toMatchObject({ status: 200, failure: undefined });
  });

  it.each([
    ["tls-self-signed", certificate({ name: "app", ...loopback })],
    ["tls-expired", certificate({ name: "app", issuer: authority, from: -30, until: -1, ...loopback })],
    ["tls-not-yet-valid", certificate({ name: "app", issuer: authority, from: 1, ...loopback })],
    ["tls-wrong-name", certificate({ name: "app", issuer: authority, names: ["other.example.com"] })],
    [
      "tls-untrusted",
      certificate({ name: "app", issuer: certificate({ name: "Nobody", authority: true }), ...loopback }),
    ],
  ])("refuses a certificate that is %s, before anything is sent", async (failure, identity) => {
    let asked = 0;
    const port = await serveTls(identity, () => (asked += 1));
    expect(await observeAddress(`https://127.0.0.1:${port}/`)).toMatchObject({ failure });
    expect(asked).toBe(0);
  });

  it("detects https to an http port", async () => {
    const port = await serve((_request, response) => response.end());
    expect(await observeAddress(`https://127.0.0.1:${port}/`)).toMatchObject({ failure: "tls-to-plain-port" });
  });

  it("detects http to a port that answers with a TLS alert", async () => {
    const port = await serveTcp((socket) => socket.once("data", () => socket.end(Buffer.of(0x15, 3, 1, 0, 2, 2, 70))));
    expect(await observeAddress(`http://127.0.0.1:${port}/`)).toMatchObject({ failure: "plain-to-tls-port" });
  });

  it("times out during the handshake", async () => {
    const clock = manualClock();
    const port = await serveTcp((socket) => socket.once("data", () => clock.advance(3000)));
    expect(await observeAddress(`https://127.0.0.1:${port}/`, { timeoutSeconds: 3 }, [], clock)).toMatchObject({
      failure: "timeout-tls",
    });
  });
});
