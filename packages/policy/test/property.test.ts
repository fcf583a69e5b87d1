// Real workflows, damaged at random. The check must not throw, must come to an end in time, and must point into the files.
// PROPERTY_RUNS=5000 looks further than the few that every run of the tests looks at, and elsewhere each time.
import fc from "fast-check";
import { expect, it } from "vitest";
import { mutated, mutations } from "./mutation.ts";
import type { Contents } from "./repository.ts";
import { scriptsOf, seeds } from "./seeds.ts";
import { faultsOf, measured, TIME_LIMIT } from "./soundness.ts";

const runs = process.env.PROPERTY_RUNS;
const sampling = runs === undefined ? { numRuns: 300, seed: 20261121 } : { numRuns: Number(runs) };
/** Characters of a counterexample that a report shows: enough to see the damage, not the whole repository. */
const SHOWN = 2000;

const all = seeds();
const damaged: fc.Arbitrary<Contents> = fc
  .record({
    seed: fc.constantFrom(...all),
    /** Also of one of the other files that are read. */
    other: fc.nat(),
    workflow: mutations,
    companion: fc.option(mutations, { nil: [], freq: 2 }),
  })
  .map(({ seed, other, workflow, companion }) => {
    const paths = Object.keys(seed.files);
    const beside = paths[other % paths.length];
    return Object.fromEntries(
      Object.entries(seed.files).map(([path, text]) => {
        if (path.startsWith(".github/workflows/")) return [path, mutated(text, workflow)];
        return [path, path === beside ? mutated(text, companion) : text];
      }),
    );
  });

/** A script that is broken where the YAML around it is whole, as the shell of a step and as one of a server. */
const damagedScript: fc.Arbitrary<Contents> = fc
  .record({ script: fc.constantFrom(...scriptsOf(all)), damage: mutations, isRemote: fc.boolean() })
  .map(({ script, damage, isRemote }) => {
    const lines = mutated(script, damage).split("\n");
    const run = isRemote ? ["ssh deploy@host <<'END'", ...lines, "END"] : lines;
    const text = `${HEAD}${run.map((line) => `          ${line}`).join("\n")}\n`;
    return { ".github/workflows/deploy.yml": text };
  });

const HEAD = "on: push\njobs:\n  deploy:\n    runs-on: self-hosted\n    steps:\n      - run: |2\n";

it.each(all)("is sound on $name as it is", ({ files }) => {
  expectSound(files);
});

it.each([
  ["repositories", damaged],
  ["scripts", damagedScript],
])("is sound on whatever %s are damaged to", { timeout: 3_600_000 }, (_, arbitrary) => {
  const { failed, seed, counterexamplePath, counterexample, errorInstance } = fc.check(
    fc.property(arbitrary, expectSound),
    sampling,
  );
  const shown = JSON.stringify(counterexample)?.slice(0, SHOWN);
  expect(failed, `${errorInstance}\nseed ${seed}, path ${counterexamplePath}: ${shown}`).toBe(false);
});

function expectSound(files: Contents): void {
  const { result, milliseconds } = measured(files);
  expect(faultsOf(result, files)).toEqual([]);
  expect(milliseconds).toBeLessThan(TIME_LIMIT);
}
