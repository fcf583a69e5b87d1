import { connect, type Repository } from "@deploy-actions/registry";
import { fakeClock } from "@deploy-actions/registry/fake-clock";
import { expect, it } from "vitest";
import { formatBytes, reportProgress, trackProgress } from "./progress.ts";

const at = (host: string): Repository => ({ registry: connect({ host, access: "push" }), name: "app" });
const [ghcr, acr] = [at("ghcr.io"), at("acme.azurecr.io")];
const blob = { digest: `sha256:${"ab".repeat(32)}` };

function tracked() {
  const clock = fakeClock();
  return { clock, ...trackProgress(clock) };
}

it("reports what each repository has, what is being uploaded and how fast, and nothing without progress", () => {
  const { clock, onTransfer, line } = tracked();
  expect(line()).toBeUndefined();
  onTransfer({ kind: "started", repository: ghcr, blob: {} });
  onTransfer({ kind: "started", repository: acr, blob: {} });
  clock.advance(5000);
  onTransfer({ kind: "moved", repository: ghcr, bytes: 50_000_000 });
  onTransfer({ kind: "moved", repository: acr, bytes: 5_000_000 });
  expect(line()).toBe(
    "ghcr.io/app: 0 layers, 1 uploading, 50.0 MB at 10.0 MB/s | acme.azurecr.io/app: 0 layers, 1 uploading, 5.0 MB at 1.0 MB/s",
  );
  clock.advance(5000);
  expect(line()).toBeUndefined();
  onTransfer({ kind: "completed", repository: ghcr, blob, status: "copied" });
  expect(line()).toContain("ghcr.io/app: 1 layer, 50.0 MB | ");
});

it("counts a layer once, with its first status, and subtracts failed attempts", () => {
  const { clock, onTransfer, trafficOf } = tracked();
  clock.advance(100);
  onTransfer({ kind: "started", repository: ghcr, blob: {} });
  onTransfer({ kind: "moved", repository: ghcr, bytes: 700 });
  onTransfer({ kind: "moved", repository: ghcr, bytes: -700 });
  onTransfer({ kind: "moved", repository: ghcr, bytes: 1000 });
  clock.advance(2500);
  onTransfer({ kind: "completed", repository: ghcr, blob, status: "copied" });
  onTransfer({ kind: "completed", repository: ghcr, blob, status: "present" });
  expect(trafficOf(ghcr)).toEqual({ bytes: 1000, layers: { copied: 1, mounted: 0, present: 0 }, tookMs: 2500 });
  expect(trafficOf(acr)).toEqual({ bytes: 0, layers: { copied: 0, mounted: 0, present: 0 }, tookMs: 0 });
});

it("reports regularly while there is progress, and not after it is stopped", () => {
  const { clock, ...progress } = tracked();
  const lines: string[] = [];
  const stop = reportProgress(progress, (line) => lines.push(line), clock, 1000);
  clock.advance(5000);
  expect(lines).toEqual([]);
  for (const count of [1, 2]) {
    progress.onTransfer({ kind: "moved", repository: ghcr, bytes: 1000 });
    clock.advance(3000);
    expect(lines).toHaveLength(count);
  }
  stop();
  progress.onTransfer({ kind: "moved", repository: ghcr, bytes: 1000 });
  clock.advance(5000);
  expect(lines).toHaveLength(2);
});

it.each([
  [0, "0.0 kB"],
  [900, "0.9 kB"],
  [12_345, "12 kB"],
  [2_500_000, "2.5 MB"],
  [10_000_000_000, "10.00 GB"],
])("formats %i bytes as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
