// Runs Stryker over one group of modules, in a copy of the tree.
import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { LogLevel, MutantResult } from "@stryker-mutator/api/core";
import { Stryker } from "@stryker-mutator/core";
import type { Group } from "./groups.ts";

const PLUGINS = [import.meta.resolve("@stryker-mutator/vitest-runner"), import.meta.resolve("./prose.ts")];
const VITEST_CONFIG = "vitest.mutate.config.mjs";

/** Every mutant of the group's sources and what became of it. Changes the current folder to `copy`, as Stryker knows no other way. */
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
    // An endless loop counts as noticed. Wide, so that a loaded machine does not make a survivor look like one.
    timeoutMS: 30_000,
    // TypeScript 7 has no API that Stryker could read a tsconfig with; vitest needs none.
    tsconfigFile: "none",
    reporters: ["progress-append-only"],
    logLevel: "warn" as LogLevel,
    allowConsoleColors: false,
  }).runMutationTest();
  return mutants.map((mutant) => ({ ...mutant, fileName: relative(copy, mutant.fileName) }));
}
