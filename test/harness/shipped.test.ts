// The errors of a contract test when the shipped action is missing or outdated.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { fingerprintFile, fingerprintOf } from "../../scripts/build/fingerprint.ts";
import { runAction } from "./index.ts";
import { shippedAction } from "./shipped.ts";

const root = join(import.meta.dirname, "../..");
const ACTION = "health-check";

async function emptyDist(): Promise<string> {
  const dist = await mkdtemp(join(tmpdir(), "dist-"));
  vi.stubEnv("ACTIONS_DIST", dist);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(dist, { recursive: true });
    await rm(fingerprintFile(root, dist), { force: true });
  });
  return dist;
}

async function distBuiltFrom(fingerprint: string): Promise<string> {
  const dist = await emptyDist();
  await mkdir(join(dist, ACTION));
  await writeFile(join(dist, ACTION, "action.yml"), "");
  await mkdir(dirname(fingerprintFile(root, dist)), { recursive: true });
  await writeFile(fingerprintFile(root, dist), JSON.stringify({ [ACTION]: fingerprint }));
  return dist;
}

test("an action that was never built: what to run", async () => {
  const dist = await emptyDist();
  await expect(runAction(ACTION)).rejects.toThrow(
    `There is no shipped action in ${join(dist, ACTION)}: run \`npm run build\`.`,
  );
});

test("one built from other source: what to run", async () => {
  await distBuiltFrom("0".repeat(64));
  await expect(runAction(ACTION)).rejects.toThrow(
    "The shipped `health-check` is older than its source: run `npm run build`.",
  );
});

test("one built from the current source is used", async () => {
  const dist = await distBuiltFrom(await fingerprintOf(root, ACTION));
  expect(await shippedAction(ACTION)).toBe(join(dist, ACTION));
});
