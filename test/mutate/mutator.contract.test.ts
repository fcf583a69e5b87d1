// The mutator on a module whose test has one known gap.
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { installStryker } from "../../scripts/mutate/install.ts";
import { survivors } from "../../scripts/mutate/score.ts";

const SOURCE = `export function fare(age: number): "child" | "adult" {
  if (age < 0) throw new Error("An age is never negative.");
  return age < 14 ? "child" : "adult";
}
`;
const TEST = `import { expect, it } from "vitest";
import { fare } from "./fare.ts";

it("depends on the age", () => {
  expect(fare(0)).toBe("child");
  expect(fare(13)).toBe("child");
  expect(fare(20)).toBe("adult");
  expect(() => fare(-1)).toThrow(Error);
});
`;
const before = process.cwd();

let folder: string;
beforeAll(installStryker, 600_000);
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "mutator-test-")));
  await mkdir(join(folder, "src"));
  await symlink(join(import.meta.dirname, "..", "..", "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
  await writeFile(join(folder, "src", "fare.ts"), SOURCE);
  await writeFile(join(folder, "src", "fare.test.ts"), TEST);
});
afterEach(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true, force: true });
});

it("finds the change that no test notices, ignores sentences, and leaves the file unchanged", async () => {
  const { mutantsOf } = await import("../../scripts/mutate/run.ts");
  const mutants = await mutantsOf(folder, { name: "fare", sources: ["src/fare.ts"], tests: ["src/*.test.ts"] });
  expect(survivors(mutants, () => SOURCE)).toEqual(["src/fare.ts:3  EqualityOperator: age < 14 → age <= 14"]);
  expect(mutants.filter(({ status }) => status === "Killed").length).toBeGreaterThan(8);
  expect(mutants.filter(({ status }) => status === "Ignored").map(({ replacement }) => replacement)).toEqual(['""']);
  expect(await readFile(join(folder, "src", "fare.ts"), "utf8")).toBe(SOURCE);
});
