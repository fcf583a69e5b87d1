// Tests stdout in separate processes: with a blocking pipe, and with a non-blocking pipe that is full.
import { spawn } from "node:child_process";
import { buffer } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";

const MODULE = new URL("./stdout.ts", import.meta.url).href;
/** More than the buffer of any pipe. */
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
  // The pipe is full until it is read.
  await setTimeout(300);
  const text = (await buffer(child.stdout)).toString("utf8");
  return { text, code: await ended };
}

const ALL = Array.from({ length: LINES }, (_, line) => `line ${line} ü\n`).join("");

it("writes everything to a blocking pipe, in order", async () => {
  expect(await written("")).toEqual({ text: ALL, code: 7 });
});

it("writes everything to a non-blocking pipe, in order", async () => {
  // Accessing Node's own stream makes the pipe non-blocking.
  expect(await written("process.stdout;")).toEqual({ text: ALL, code: 7 });
});
