// Compose files that expand into something enormous, read by the real Docker Compose.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readComposeModel } from "../../packages/rollout/src/read-compose-model.ts";
import { type Command, localTarget, type RunOptions } from "../../packages/target/src/index.ts";
import { engine } from "../engine/index.ts";

engine();

const SERVICES = "services:\n  web:\n    image: a\n";

/** Each level names the one below it `width` times. */
function levels(count: number, first: string, level: (below: string) => string): string {
  const lines = [`x-a0: &a0 ${first}`];
  for (let at = 1; at < count; at += 1) lines.push(`x-a${at}: &a${at} ${level(`*a${at - 1}`)}`);
  return `${lines.join("\n")}\n${SERVICES}`;
}
const times = (count: number, text: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => text(at)).join(", ");

const FILES = [
  [
    "a list that repeats a list, nine times over",
    levels(9, `[${times(10, () => "lol")}]`, (below) => `[${times(10, () => below)}]`),
  ],
  [
    "a map that repeats a map, seven times over",
    levels(7, "{k0: v}", (below) => `{${times(10, (at) => `k${at}: ${below}`)}}`),
  ],
  ["a pair of references, twenty-four times over", levels(24, "{k0: v}", (below) => `{l: ${below}, r: ${below}}`)],
  [
    "one long list, two thousand times",
    `x-a: &a [${times(2000, () => "lol")}]\nx-b: [${times(2000, () => "*a")}]\n${SERVICES}`,
  ],
  [
    "a list that is nested two hundred thousand times",
    `x-a: ${"[".repeat(200_000)}${"]".repeat(200_000)}\n${SERVICES}`,
  ],
  [
    "a default of a default, twenty thousand times",
    `${SERVICES}    labels:\n      a: "${"${A:-".repeat(20_000)}${"}".repeat(20_000)}"\n`,
  ],
  ["itself, by include", `include: [./compose.yml]\n${SERVICES}`],
] as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bomb-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a pull request", () => {
  it.each(FILES)("changes the compose file to contain %s", async (_, text) => {
    const file = join(folder, "compose.yml");
    await writeFile(file, text);
    // The real limit is a minute.
    const here = localTarget();
    const run = (command: Command, options?: RunOptions) => here.run({ ...command, timeoutMs: 5_000 }, options);
    const project = { name: "bomb", files: [file], variables: {} };
    const context = { target: { ...here, run }, signal: new AbortController().signal };
    await expect(readComposeModel(context, project, "compose.yml")).rejects.toMatchObject({
      reason: "compose-file",
      message: expect.stringMatching(/^Compose (?:could not|cannot) read compose\.yml/),
    });
  });
});
