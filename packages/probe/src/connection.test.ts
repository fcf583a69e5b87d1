import { createSecureContext, getCACertificates, setDefaultCACertificates } from "node:tls";
import { manualClock } from "@deploy-actions/contract/manual-clock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificate } from "../test/certificate.ts";
import { look, lookAtOne } from "../test/observe-url.ts";
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

  it("is right with a certificate from an authority that this machine trusts", async () => {
    const port = await answer(certificate({ name: "app", issuer: authority, ...loopback }));
    const seen = await lookAtOne(`https://127.0.0.1:${port}/`);
    expect(seen).toMatchObject({ status: 200, shortfall: undefined });
    expect(seen.timings.tls).toBeGreaterThan(0);
  });

  it("compares the name of the URL, not of the address", async () => {
    const port = await answer(certificate({ name: "app", issuer: authority, names: ["localhost"] }));
    const seen = await look(`https://localhost:${port}/`);
    expect(seen.find(({ address }) => address === "127.0.0.1")).toMatchObject({ status: 200, shortfall: undefined });
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
  ])("refuses a certificate that is %s, before anything is sent", async (shortfall, identity) => {
    let asked = 0;
    const port = await serveTls(identity, () => (asked += 1));
    expect(await lookAtOne(`https://127.0.0.1:${port}/`)).toMatchObject({ shortfall });
    expect(asked).toBe(0);
  });

  it("notices https spoken to a port that speaks http", async () => {
    const port = await serve((_request, response) => response.end());
    expect(await lookAtOne(`https://127.0.0.1:${port}/`)).toMatchObject({ shortfall: "tls-to-plain-port" });
  });

  it("notices http spoken to a port that answers with a TLS alert", async () => {
    const port = await serveTcp((socket) => socket.once("data", () => socket.end(Buffer.of(0x15, 3, 1, 0, 2, 2, 70))));
    expect(await lookAtOne(`http://127.0.0.1:${port}/`)).toMatchObject({ shortfall: "plain-to-tls-port" });
  });

  it("times out in the handshake", async () => {
    const clock = manualClock();
    const port = await serveTcp((socket) => socket.once("data", () => clock.advance(3000)));
    expect(await lookAtOne(`https://127.0.0.1:${port}/`, { timeoutSeconds: 3 }, [], clock)).toMatchObject({
      shortfall: "timeout-tls",
    });
  });
});
