// A vitest reporter that writes the run's last line, «N passed, N failed», to the file that the test command prints at the end.
import { writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

export default class Count implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env.DEPLOY_ACTIONS_COUNT;
    if (file !== undefined) writeFileSync(file, `${line(modules, unhandledErrors.length)}\n`);
  }
}

/** A file that could not be loaded and an error outside any test count as failures, so that neither looks like success. */
function line(modules: readonly TestModule[], unhandled: number): string {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const count = (state: string) => tests.filter((test) => test.result().state === state).length;
  const unloaded = modules.filter(
    (module) => module.state() === "failed" && [...module.children.allTests("failed")].length === 0,
  ).length;
  const skipped = count("skipped");
  return `${count("passed")} passed, ${count("failed") + unloaded + unhandled} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
