// Writes to stdout by file descriptor, because loading Node's stream for stdout takes a fifth of Node's own start-up time.
import { writeSync } from "node:fs";

const STDOUT = 1;

export interface Output {
  readonly write: (text: string) => void;
  /** Calls back once everything has been written. */
  readonly flushed: (callback: () => void) => void;
}

/** Writes synchronously. When a non-blocking pipe is full, all further output goes through Node's stream. */
export function stdout(): Output {
  let stream: NodeJS.WriteStream | undefined;
  return {
    write: (text) => {
      const rest = stream === undefined ? writeNow(Buffer.from(text)) : Buffer.from(text);
      if (rest.length === 0) return;
      stream = process.stdout;
      stream.write(rest);
    },
    flushed: (callback) => {
      if (stream === undefined) callback();
      else stream.write("", callback);
    },
  };
}

/** Returns the bytes that were not written. */
function writeNow(bytes: Buffer): Buffer {
  let rest = bytes;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(STDOUT, rest));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EAGAIN") return rest;
      throw error;
    }
  }
  return rest;
}
