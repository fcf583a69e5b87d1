// The image that is pushed: seven layers from scratch, 300 MB, half of each random bytes and half words, so that it compresses about
// as well as real ones. The files are made once and kept; they are the same on every machine.
import { createCipheriv } from "node:crypto";
import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { kept } from "../../../test/engine/cache.ts";

/** A large one, some in the middle, small ones on top: MB. */
const LAYERS = [120, 75, 45, 30, 15, 10, 5];
const BLOCK = 64 * 1024;
const WORD = 8;
const WORDS = 4096;
const A = 97;

/** A folder that `docker build` makes the image from. */
export function imageFolder(): Promise<string> {
  return kept("bench-push/1", async (folder) => {
    for (const [at, megabytes] of LAYERS.entries())
      await pipeline(Readable.from(content(at, megabytes * 1e6)), createWriteStream(join(folder, `layer-${at}`)));
    const steps = LAYERS.map((_, at) => `COPY layer-${at} /layer-${at}`);
    await writeFile(join(folder, "Dockerfile"), `${["FROM scratch", ...steps].join("\n")}\n`);
  });
}

/** Alternating blocks: random bytes, then as many bytes of randomly chosen words. */
function* content(seed: number, bytes: number): Generator<Buffer> {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, seed), Buffer.alloc(16));
  const noise = (length: number): Buffer => cipher.update(Buffer.alloc(length));
  // With words that begin alike, deflate would take far longer than it does with those of programs and texts.
  const words = Array.from({ length: WORDS }, () => noise(WORD).map((byte) => A + (byte % 26)));
  for (let left = bytes; left > 0; left -= 2 * BLOCK) {
    yield noise(BLOCK);
    const chosen = new Uint16Array(new Uint8Array(noise((2 * BLOCK) / WORD)).buffer);
    yield Buffer.concat(Array.from(chosen, (at) => words[at % WORDS] ?? noise(WORD)));
  }
}
