// Three projects by what a test needs: nothing (unit), the shipped bundle (contract), a real engine (engine).
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Most of an engine test is waiting: two at a time keep two cores busy. Each names what it makes after itself.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "packages/*/test/**/*.test.ts",
            "actions/*/src/**/*.test.ts",
            "apps/*/src/**/*.test.ts",
            "test/engine/**/*.test.ts",
            "test/fuzz/**/*.test.ts",
            "test/architecture/**/*.test.ts",
            "test/attacks/**/*.test.ts",
            "test/mutate/**/*.test.ts",
            "test/score/**/*.test.ts",
            "test/workflows/**/*.test.ts",
            "test/linters/markdown.test.ts",
          ],
          exclude: ["**/*.engine.test.ts", "**/*.contract.test.ts", "**/node_modules/**"],
          // Only ends what hangs: no unit test depends on how long anything takes, and a loaded machine is many times slower.
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "contract",
          include: [
            "actions/*/test/**/*.contract.test.ts",
            "apps/*/test/**/*.contract.test.ts",
            "packages/*/test/**/*.contract.test.ts",
            "test/harness/**/*.test.ts",
            "test/architecture/**/*.contract.test.ts",
            "test/attacks/**/*.contract.test.ts",
            "test/linters/**/*.contract.test.ts",
            "test/mutate/**/*.contract.test.ts",
            "test/build/**/*.test.ts",
            "test/demo/**/*.test.ts",
            "test/first-run/**/*.test.ts",
            "test/release/**/*.test.ts",
            "test/owner/**/*.test.ts",
          ],
          exclude: ["**/*.engine.test.ts", "**/node_modules/**"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "engine",
          include: ["**/*.engine.test.ts"],
          exclude: ["**/node_modules/**"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
