// Writes to stdout by file descriptor. Node's stream for stdout costs a fifth of a bare Node's start-up, and every action
// writes at least one line.
import { writeSync } from "node:fs";

const STDOUT = 1;

export interface Output {
  readonly write: (text: string) => void;
  /** Calls back once everything written has left this process. */
  readonly flushed: (callback: () => void) => void;
}

/** Writes block until they are done; where the pipe is set not to block and is full, the stream takes over for good. */
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

/** Returns what the pipe did not take. */
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
