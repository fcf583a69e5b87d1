// The tee on bad days: real registries, a real engine, and between the tee and one of the registries a proxy that breaks
// what it is told to. Whatever happens, either both registries end with the same digest or no tag was set anywhere.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FaultProxy, paths, type Rule, refusal, startFaultProxy } from "../../../test/engine/fault-proxy.ts";
import { engine } from "../../../test/engine/index.ts";
import { connect, openTee, type Place, publish } from "../src/index.ts";
import { build, dockerFor, pushInto, pushTo, silent } from "./tee-material.ts";

const e = engine();
const docker = dockerFor(e);
const { ghcr, acr } = e.registries;
const images = `tee-faults/${randomBytes(4).toString("hex")}`;
/** Two layers of 3 MB, more than is kept for a second sending, and one of 0.4 MB, less than that. */
const large = `${images}:large`;
const small = `${images}:small`;
let proxy: FaultProxy;
let good: Place;
let bad: Place;

beforeAll(async () => {
  proxy = await startFaultProxy(acr.host);
  await build(docker, e.label, large, 2, 3_000_000);
  await build(docker, e.label, small, 1, 400_000);
});
afterAll(async () => {
  await docker("image", "rm", "--force", large, small);
  await proxy.stop();
});
beforeEach(() => {
  const name = `tee-faults/${randomBytes(4).toString("hex")}`;
  const setting = { access: "push", timeoutMs: 700, attempts: 4, pauseMs: 20 } as const;
  good = { registry: connect({ host: ghcr.host, credentials: ghcr, ...setting }), name };
  bad = { registry: connect({ host: proxy.host, credentials: acr, ...setting }), name };
});

const opening = { method: "POST", path: paths.openUpload } as const;
const sending = { method: "PATCH", path: paths.upload } as const;
const completing = { method: "PUT", path: paths.upload } as const;
const beyond = 2_000_000;
const early = 100_000;

/** What happens to the one registry, and whether that is made good by sending again or by a copy from the other. */
const survived: [string, Rule, "resent" | "copied"][] = [
  ["429 with Retry-After", { ...opening, fault: refusal.tooMany(0.2), times: 3 }, "resent"],
  ["GHCR's secondary rate limit", { ...opening, fault: refusal.secondaryLimit, times: 2 }, "resent"],
  ["503 to the opening of an upload", { ...opening, fault: refusal.unavailable, times: 3 }, "resent"],
  ["a reset while opening", { ...opening, fault: { do: "reset" }, times: 2 }, "resent"],
  ["silence while opening", { ...opening, fault: { do: "hang" } }, "resent"],
  ["a reset near the beginning", { ...sending, fault: { do: "reset", afterBytes: early } }, "resent"],
  ["502 near the beginning", { ...sending, fault: { do: "answer", status: 502, afterBytes: early } }, "resent"],
  ["a reset in the middle", { ...sending, fault: { do: "reset", afterBytes: beyond } }, "copied"],
  ["503 in the middle", { ...sending, fault: { do: "answer", status: 503, afterBytes: beyond } }, "copied"],
  ["silence in the middle", { ...sending, fault: { do: "hang", afterBytes: beyond } }, "copied"],
  ["a line half closed in the middle", { ...sending, fault: { do: "half-close", afterBytes: beyond } }, "copied"],
  ["503 to the completing", { ...completing, fault: refusal.unavailable, times: 2 }, "resent"],
  ["a reset while completing", { ...completing, fault: { do: "reset" }, times: 2 }, "resent"],
  ["a slow answer", { ...completing, fault: { do: "delay", ms: 1500 } }, "resent"],
  ["503 to a manifest", { method: "PUT", path: paths.manifest, fault: refusal.unavailable, times: 3 }, "resent"],
];

describe("of two registries one has", () => {
  it.each(survived)("%s: both end equal", async (_, rule, how) => {
    proxy.script([rule]);
    const [image, blobs] = how === "copied" ? [large, 3] : [small, 2];
    const { outcomes, digest, transfers } = await pushTo([good, bad], ["dev-1"], docker, image);
    expect(proxy.asked.filter(({ fault }) => fault !== undefined)).toHaveLength(rule.times ?? 1);
    expect(outcomes).toMatchObject([
      { status: "pushed", written: ["dev-1"] },
      { status: "pushed", written: ["dev-1"] },
    ]);
    // The other is never disturbed: it is sent everything once.
    expect(transfers.filter(({ kind, place }) => kind === "missed" && place === good)).toEqual([]);
    expect(outcomes[0]?.copy).toMatchObject({ present: blobs, copied: 0 });
    // A connection that an earlier test broke can swallow the fault before it strikes; then sending again was enough.
    const struck = proxy.asked.some(({ fault, bytes }) => fault !== undefined && bytes >= beyond);
    const copied = how === "copied" && struck ? 1 : 0;
    expect(outcomes[1]?.copy).toMatchObject({ present: blobs - copied, copied });
    for (const { registry, name } of [good, bad]) expect(await registry.resolveDigest(name, "dev-1")).toBe(digest);
    await docker("pull", "--quiet", `${acr.host}/${bad.name}@${digest}`);
  });

  it.each<[string, Rule[], string]>([
    ["no more", [{ fault: { do: "reset" }, times: 1e6 }], "unavailable"],
    [
      "no room for layers",
      [
        { ...sending, fault: refusal.unavailable, times: 1e6 },
        { ...completing, fault: refusal.unavailable, times: 1e6 },
      ],
      "unavailable",
    ],
    [
      "a lie for a digest",
      [
        {
          method: "PUT",
          path: paths.manifest,
          fault: {
            do: "rewrite",
            headers: (headers) => ({ ...headers, "docker-content-digest": `sha256:${"0".repeat(64)}` }),
          },
        },
      ],
      "digest-mismatch",
    ],
    [
      "a manifest refused for good",
      [{ method: "PUT", path: paths.manifest, fault: { do: "answer", status: 409 }, times: 1e6 }],
      "rejected",
    ],
  ])("%s: it fails alone, and no tag is set", async (_, rules, reason) => {
    proxy.script(rules);
    const { outcomes, digest } = await pushTo([good, bad], ["dev-1"], docker, large);
    expect(outcomes).toMatchObject([
      { status: "pushed", written: [] },
      { status: "failed", written: [], error: { reason } },
    ]);
    expect(await good.registry.resolveDigest(good.name, digest)).toBe(digest);
    proxy.script([]);
    for (const { registry, name } of [good, bad]) expect(await registry.resolveDigest(name, "dev-1")).toBeUndefined();
    const again = await pushTo([good, bad], ["dev-1"], docker, large);
    expect(again.outcomes.map(({ status }) => status)).toEqual(["pushed", "pushed"]);
  });
});

describe("the only registry has", () => {
  it.each<[string, Rule]>([
    ["a reset in the middle", { ...sending, fault: { do: "reset", afterBytes: beyond } }],
    ["503 in the middle", { ...sending, fault: { do: "answer", status: 503, afterBytes: beyond } }],
  ])("%s: docker sends the layer again", async (_, rule) => {
    proxy.script([rule]);
    const { outcomes, tee } = await pushTo([bad], ["dev-1"], docker, large);
    expect(outcomes).toMatchObject([{ status: "pushed", written: ["dev-1"] }]);
    expect(tee.trouble).toMatchObject({ reason: "unavailable" });
  });
});

it("leaves no tag and nothing running when the step is cancelled in the middle", async () => {
  proxy.script([{ ...sending, fault: { do: "hang", afterBytes: beyond }, times: 9 }]);
  const cancel = new AbortController();
  const setting = { host: proxy.host, credentials: acr, access: "push", signal: cancel.signal } as const;
  const place = { registry: connect(setting), name: bad.name };
  const tee = await openTee({ destinations: [place], log: silent, signal: cancel.signal });
  const pushing = pushInto(tee, docker, large, cancel.signal);
  await expect.poll(() => proxy.asked.filter(({ bytes }) => bytes >= beyond).length).toBeGreaterThan(0);
  const began = performance.now();
  cancel.abort(new Error("cancelled by the runner"));
  await tee.close();
  expect(performance.now() - began).toBeLessThan(1000);
  expect(() => tee.received()).toThrow(expect.objectContaining({ reason: "no-image" }));
  await expect(pushing).rejects.toThrow();
  expect(await bad.registry.resolveDigest(bad.name, "dev-1")).toBeUndefined();
});

it("heals from the registry that has a layer without asking the engine again", async () => {
  proxy.script([{ ...sending, fault: { do: "reset", afterBytes: beyond } }]);
  const tee = await openTee({ destinations: [good, bad], log: silent });
  await pushInto(tee, docker, large);
  await tee.close();
  const standings = [good, bad].map((place) => ({ place, tags: new Map([["dev-1", undefined]]) }));
  expect((await publish(tee.received(), standings)).map(({ status }) => status)).toEqual(["pushed", "pushed"]);
});
