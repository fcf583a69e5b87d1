// Our stdout in processes of its own: a pipe that blocks, and one that refuses when it is full.
import { spawn } from "node:child_process";
import { buffer } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";

const MODULE = new URL("./stdout.ts", import.meta.url).href;
/** More than any pipe holds. */
const LINES = 40_000;

async function written(before: string): Promise<{ readonly text: string; readonly code: unknown }> {
  const script = `
    import { stdout } from ${JSON.stringify(MODULE)};
    ${before}
    const { write, flushed } = stdout();
    for (let line = 0; line < ${LINES}; line += 1) write("line " + line + " ü\\n");
    flushed(() => process.exit(7));`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<unknown>((resolve) => child.once("close", resolve));
  // Until somebody reads, the pipe is full.
  await setTimeout(300);
  const text = (await buffer(child.stdout)).toString("utf8");
  return { text, code: await ended };
}

const ALL = Array.from({ length: LINES }, (_, line) => `line ${line} ü\n`).join("");

it("writes everything to a pipe that blocks, in order", async () => {
  expect(await written("")).toEqual({ text: ALL, code: 7 });
});

it("writes everything to a pipe that refuses when it is full, in order", async () => {
  // Node's own stream sets the pipe so.
  expect(await written("process.stdout;")).toEqual({ text: ALL, code: 7 });
});
