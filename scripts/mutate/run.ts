// Runs Stryker over one group of modules, in a copy of the tree.
import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { MutantResult } from "@stryker-mutator/api/core";
import { Stryker } from "@stryker-mutator/core";
import type { Group } from "./groups.ts";

const PLUGINS = [import.meta.resolve("@stryker-mutator/vitest-runner"), import.meta.resolve("./prose.ts")];
const VITEST_CONFIG = "vitest.mutate.config.mjs";

/** Every mutant of the group's sources with its status. Changes the working directory to `copy`, since Stryker works only there. */
export async function mutantsOf(copy: string, { sources, tests }: Group): Promise<readonly MutantResult[]> {
  process.chdir(copy);
  writeFileSync(VITEST_CONFIG, `export default ${JSON.stringify({ test: { include: tests } })};\n`);
  const mutants = await new Stryker({
    mutate: [...sources],
    testRunner: "vitest",
    vitest: { configFile: VITEST_CONFIG, related: false },
    plugins: PLUGINS,
    ignorers: ["prose"],
    inPlace: true,
    coverageAnalysis: "perTest",
    concurrency: 2,
    // An endless loop counts as noticed. Long, so that a survivor is not taken for one on a loaded machine.
    timeoutMS: 30_000,
    // TypeScript 7 has no API that Stryker could read a tsconfig with; vitest needs none.
    tsconfigFile: "none",
    reporters: ["progress-append-only"],
    logLevel: "warn",
    allowConsoleColors: false,
  }).runMutationTest();
  return mutants.map((mutant) => ({ ...mutant, fileName: relative(copy, mutant.fileName) }));
}
