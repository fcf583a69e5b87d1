// One writer and readers of different speeds.
import { expect, it } from "vitest";
import { broadcast, type Reader } from "./broadcast.ts";

const chunk = (size: number, fill = 0): Uint8Array => new Uint8Array(size).fill(fill);

async function read(reader: Reader, most = Number.POSITIVE_INFINITY): Promise<number[]> {
  const firstBytes: number[] = [];
  let bytes = 0;
  for await (const chunk of reader.chunks(() => {})) {
    firstBytes.push(chunk[0] ?? -1);
    bytes += chunk.byteLength;
    if (bytes >= most) break;
  }
  return firstBytes;
}

it("gives every reader everything in order", async () => {
  const stream = broadcast({ window: 10, ahead: 1000 });
  const readers = [stream.addReader(), stream.addReader()];
  const all = readers.map((reader) => read(reader));
  for (let number = 0; number < 50; number++) {
    stream.write(chunk(10, number));
    if (number % 7 === 0) await Promise.resolve();
  }
  stream.end();
  const numbers = Array.from({ length: 50 }, (_, number) => number);
  expect(await Promise.all(all)).toEqual([numbers, numbers]);
});

it("holds the writer back to the slowest reader until that is cancelled", async () => {
  const stream = broadcast({ window: 10, ahead: 100 });
  const [quick, slow] = [stream.addReader(), stream.addReader()];
  const reading = read(quick);
  let written = 0;
  while (stream.write(chunk(30))) written += 1;
  expect(written).toBe(3);
  let free = false;
  const drained = stream.drained().then(() => {
    free = true;
  });
  await new Promise(setImmediate);
  expect(free).toBe(false);
  slow.cancel(new Error("too slow"));
  await drained;
  await expect(read(slow)).rejects.toThrow("too slow");
  stream.end();
  expect(await reading).toHaveLength(4);
});

it("can be rewound as long as the first bytes are kept", async () => {
  const stream = broadcast({ window: 40, ahead: 1000 });
  const reader = stream.addReader();
  for (const number of [1, 2, 3, 4]) stream.write(chunk(10, number));
  expect(await read(reader, 30)).toEqual([1, 2, 3]);
  expect(reader.rewind()).toBe(true);
  stream.write(chunk(10, 5)); // more than the window, but the reader is at its start
  expect(reader.rewind()).toBe(true);
  stream.end();
  expect(await read(reader)).toEqual([1, 2, 3, 4, 5]);
  expect(reader.rewind()).toBe(false);
});

it("ends a read in progress when it is rewound", async () => {
  const stream = broadcast({ window: 100, ahead: 100 });
  const reader = stream.addReader();
  const taken: number[] = [];
  const first = reader.chunks((bytes) => taken.push(bytes));
  stream.write(chunk(10, 1));
  await first.next();
  reader.rewind();
  expect(await first.next()).toMatchObject({ done: true });
  expect(taken).toEqual([]);
  stream.end();
  expect(await read(reader)).toEqual([1]);
});

it("throws the reason of a cancellation, even to a reader that is waiting", async () => {
  const stream = broadcast({ window: 10, ahead: 10 });
  const reader = stream.addReader();
  const reading = read(reader);
  reader.cancel(new Error("over"));
  await expect(reading).rejects.toThrow("over");
});
