// A few inputs of every property that `npm run show -- fuzz` tries with many: the same ones each time.
import { describe, expect, it } from "vitest";
import { AREA_NAMES, AREAS } from "../../scripts/fuzz/areas.ts";
import { runProperty } from "../../scripts/fuzz/run-property.ts";

const SAMPLE = { seed: 20261130, runs: 40, seconds: 20 };

const areas = await Promise.all(AREA_NAMES.map(async (name) => ({ name, ...(await AREAS[name]()) })));

describe.each(areas)("$name", ({ properties }) => {
  it.each(properties)("$title", async (property) => {
    const runs = Math.ceil(SAMPLE.runs * (property.share ?? 1));
    const { failure } = await runProperty(property, { ...SAMPLE, runs });
    expect(failure).toBeUndefined();
  });
});
