// The tee on bad days: real registries, a real engine, and between the tee and one of the registries a proxy that breaks
// what it is told to. Whatever happens, either both registries end with the same digest or no tag was set anywhere.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { paths } from "../../../test/engine/fault-proxy.ts";
import { engine } from "../../../test/engine/index.ts";
import { connect, openTee, publish } from "../src/index.ts";
import { BEYOND, FAULT_MATRIX, survives, TAG } from "./fault-matrix.ts";
import { type FaultStand, faultStand, isEqual, isWhole } from "./fault-stand.ts";
import { pushInto, silent } from "./tee-material.ts";

const e = engine();
const { acr } = e.registries;
let stand: FaultStand;

beforeAll(async () => {
  stand = await faultStand(e);
});
afterAll(() => stand.end());

const inTheMiddle = { method: "PATCH", path: paths.upload } as const;

describe("a registry has", () => {
  it.each(FAULT_MATRIX.filter(survives))("$name: all end equal", async (day) => {
    const lived = await stand.live(day);
    const { outcomes, digest, transfers, tee, good, bad } = lived;
    expect(lived.struck).toBe(day.rules[0]?.times ?? 1);
    expect(outcomes.map(({ status, written }) => [status, ...written])).toEqual(outcomes.map(() => ["pushed", TAG]));
    expect(lived.tags).toEqual(outcomes.map(() => digest));
    await stand.docker("pull", "--quiet", `${acr.host}/${bad.name}@${digest}`);
    if (day.ending === "pushed again") expect(tee.error).toMatchObject({ reason: "unavailable" });
    else {
      // The other is never disturbed: it is sent everything once.
      expect(transfers.filter(({ kind, repository }) => kind === "failed" && repository === good)).toEqual([]);
      const blobs = outcomes[0]?.copy?.present ?? 0;
      expect(outcomes[0]?.copy).toMatchObject({ present: day.ending === "copied" ? 3 : 2, copied: 0 });
      // A connection that an earlier day broke can swallow the fault before it strikes; then sending again was enough.
      const copied = day.ending === "copied" && lived.struckBeyond ? 1 : 0;
      expect(outcomes[1]?.copy).toMatchObject({ present: blobs - copied, copied });
    }
    expect(lived.again.map(({ status }) => status)).toEqual(outcomes.map(() => "exists"));
  });

  it.each(FAULT_MATRIX.filter((day) => !survives(day)))(
    "$name: it fails alone, and a re-run makes it whole",
    async (day) => {
      const { ending } = day;
      if (typeof ending === "string") throw new Error("this day is survived");
      const lived = await stand.live(day);
      const { outcomes, digest, good } = lived;
      expect(outcomes).toMatchObject([
        { status: "pushed", written: ending.tagged ? [TAG] : [] },
        { status: "failed", written: [], error: { reason: ending.fails } },
      ]);
      expect(isEqual(lived)).toBe(true);
      expect(isWhole(lived)).toBe(!ending.tagged);
      expect(await good.registry.resolveDigest(good.name, digest)).toBe(digest);
      expect(lived.again.map(({ status }) => status)).toEqual([ending.tagged ? "exists" : "pushed", "pushed"]);
      expect(lived.tagsAtEnd).toEqual([digest, digest]);
    },
  );
});

it("leaves no tag and nothing running when the step is cancelled in the middle", async () => {
  const { proxy, docker, large } = stand;
  const { bad } = stand.newPair();
  proxy.script([{ ...inTheMiddle, fault: { do: "hang", afterBytes: BEYOND }, times: 9 }]);
  const cancel = new AbortController();
  const setting = { host: proxy.host, credentials: acr, access: "push", signal: cancel.signal } as const;
  const repository = { registry: connect(setting), name: bad.name };
  const tee = await openTee({ destinations: [repository], log: silent, signal: cancel.signal });
  const pushing = pushInto(tee, docker, large, cancel.signal);
  await expect.poll(() => proxy.asked.filter(({ bytes }) => bytes >= BEYOND).length).toBeGreaterThan(0);
  const began = performance.now();
  cancel.abort(new Error("cancelled by the runner"));
  await tee.close();
  expect(performance.now() - began).toBeLessThan(1000);
  expect(() => tee.received()).toThrow(expect.objectContaining({ reason: "no-image" }));
  await expect(pushing).rejects.toThrow();
  expect(await bad.registry.resolveDigest(bad.name, TAG)).toBeUndefined();
});

it("heals from the registry that has a layer without asking the engine again", async () => {
  const { proxy, docker, large } = stand;
  const { good, bad } = stand.newPair();
  proxy.script([{ ...inTheMiddle, fault: { do: "reset", afterBytes: BEYOND } }]);
  const tee = await openTee({ destinations: [good, bad], log: silent });
  await pushInto(tee, docker, large);
  await tee.close();
  const tagStates = [good, bad].map((repository) => ({ repository, tags: new Map([[TAG, undefined]]) }));
  expect((await publish(tee.received(), tagStates)).map(({ status }) => status)).toEqual(["pushed", "pushed"]);
});
