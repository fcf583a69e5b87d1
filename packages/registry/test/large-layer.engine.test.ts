// A layer of any size is streamed, never held: what a gigabyte takes more than a megabyte is a few buffers.
// 10 GB by hand: node packages/registry/test/large-layer.ts 10000
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);

async function send(megabytes: number): Promise<{ statuses: string[]; peakMB: number }> {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, "large-layer.ts"), String(megabytes)]);
  return JSON.parse(stdout);
}

it("takes no more memory for a gigabyte than for a megabyte, give or take 50 MB", async () => {
  const [small, large] = [await send(1), await send(1000)];
  expect([small.statuses, large.statuses]).toEqual(Array(2).fill(["pushed", "pushed"]));
  expect(large.peakMB - small.peakMB).toBeLessThan(50);
});
