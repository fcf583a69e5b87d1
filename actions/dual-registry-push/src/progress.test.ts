import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Repository } from "@deploy-actions/registry";
import { expect, it } from "vitest";
import { followProgress, sayProgress, size } from "./progress.ts";

const at = (host: string): Repository => ({ registry: connect({ host, access: "push" }), name: "app" });
const [ghcr, acr] = [at("ghcr.io"), at("acme.azurecr.io")];
const blob = { digest: `sha256:${"ab".repeat(32)}` };

/** A progress whose clock is set by hand, in milliseconds. */
function followed() {
  const clock = { ms: 0 };
  return { clock, ...followProgress(() => clock.ms) };
}

it("says what each repository has, what is on the way and how fast, and nothing while nothing moves", () => {
  const { clock, watch, line } = followed();
  expect(line()).toBeUndefined();
  watch({ kind: "started", repository: ghcr, blob: {} });
  watch({ kind: "started", repository: acr, blob: {} });
  clock.ms = 5000;
  watch({ kind: "moved", repository: ghcr, bytes: 50_000_000 });
  watch({ kind: "moved", repository: acr, bytes: 5_000_000 });
  expect(line()).toBe(
    "ghcr.io/app: 0 layers, 1 on the way, 50.0 MB at 10.0 MB/s | acme.azurecr.io/app: 0 layers, 1 on the way, 5.0 MB at 1.0 MB/s",
  );
  clock.ms = 10_000;
  expect(line()).toBeUndefined();
  watch({ kind: "completed", repository: ghcr, blob, outcome: "copied" });
  expect(line()).toContain("ghcr.io/app: 1 layers, 50.0 MB | ");
});

it("counts a layer once, as it came there, and takes back what was sent in vain", () => {
  const { clock, watch, trafficOf } = followed();
  clock.ms = 100;
  watch({ kind: "started", repository: ghcr, blob: {} });
  watch({ kind: "moved", repository: ghcr, bytes: 700 });
  watch({ kind: "moved", repository: ghcr, bytes: -700 });
  watch({ kind: "moved", repository: ghcr, bytes: 1000 });
  clock.ms = 2600;
  watch({ kind: "completed", repository: ghcr, blob, outcome: "copied" });
  watch({ kind: "completed", repository: ghcr, blob, outcome: "present" });
  expect(trafficOf(ghcr)).toEqual({ bytes: 1000, layers: { copied: 1, mounted: 0, present: 0 }, tookMs: 2500 });
  expect(trafficOf(acr)).toEqual({ bytes: 0, layers: { copied: 0, mounted: 0, present: 0 }, tookMs: 0 });
});

it("speaks while something moves, and not after it is stopped", async () => {
  const { watch, line, trafficOf } = followProgress();
  const said: string[] = [];
  const stop = sayProgress({ watch, line, trafficOf }, (words) => said.push(words), 10);
  await sleep(50);
  expect(said).toEqual([]);
  watch({ kind: "moved", repository: ghcr, bytes: 1000 });
  await sleep(50);
  expect(said).toHaveLength(1);
  stop();
  watch({ kind: "moved", repository: ghcr, bytes: 1000 });
  await sleep(50);
  expect(said).toHaveLength(1);
});

it.each([
  [0, "0.0 kB"],
  [900, "0.9 kB"],
  [12_345, "12 kB"],
  [2_500_000, "2.5 MB"],
  [10_000_000_000, "10.00 GB"],
])("writes %i bytes as %s", (bytes, text) => {
  expect(size(bytes)).toBe(text);
});
