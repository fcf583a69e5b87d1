// One stream of bytes for several readers at their own pace. The slowest one holds the writer back, and the first bytes are
// kept so that a reader whose upload failed early can start again. Chunks are shared, so memory does not grow with readers.

export type Broadcast = {
  /** False if the writer is too far ahead of a reader and should await {@link drained}. */
  write(chunk: Uint8Array): boolean;
  /** Resolves when every reader is at most `ahead` bytes behind. */
  drained(): Promise<void>;
  /** There will be no more chunks. */
  end(): void;
  /** A reader from the first byte on. Only possible before more than `window` bytes have been written. */
  addReader(): Reader;
};

export type Reader = {
  /** All chunks in order. A chunk counts as consumed when the next one is requested. Throws the reason of {@link cancel}. */
  chunks(onConsumed: (bytes: number) => void): AsyncGenerator<Uint8Array>;
  /** Returns to the first byte and ends a read in progress. False if the first byte is no longer kept. */
  rewind(): boolean;
  /** Stops holding the writer back. `reason` is thrown to the readers of its chunks. */
  cancel(reason: unknown): void;
};

type Limits = {
  /** How many of the first bytes are kept for another read. */
  readonly window: number;
  /** How many bytes the writer may be ahead of the slowest reader. */
  readonly ahead: number;
};

/** `pass` counts the rewinds. */
type Position = { next: number; consumed: number; pass: number; cancelled: { readonly reason: unknown } | undefined };

export function broadcast({ window, ahead }: Limits): Broadcast {
  const kept: Uint8Array[] = [];
  const readers = new Set<Position>();
  const written = condition();
  const consumed = condition();
  let first = 0;
  let size = 0;
  let ended = false;

  const prune = (): void => {
    if (size <= window) return;
    let next = first + kept.length;
    for (const reader of readers) next = Math.min(next, reader.next);
    kept.splice(0, next - first);
    first = next;
  };
  const isFull = (): boolean => {
    for (const reader of readers) if (size - reader.consumed > ahead) return true;
    return false;
  };
  const advance = (): void => {
    prune();
    consumed.notifyAll();
  };

  return {
    write(chunk) {
      kept.push(chunk);
      size += chunk.byteLength;
      prune();
      written.notifyAll();
      return !isFull();
    },
    async drained() {
      while (isFull()) await consumed.wait();
    },
    end() {
      ended = true;
      written.notifyAll();
    },
    addReader() {
      const at: Position = { next: 0, consumed: 0, pass: 0, cancelled: undefined };
      readers.add(at);
      return {
        async *chunks(onConsumed) {
          const { pass } = at;
          while (at.pass === pass) {
            if (at.cancelled !== undefined) throw at.cancelled.reason;
            const chunk = kept[at.next - first];
            if (chunk !== undefined) {
              at.next += 1;
              yield chunk;
              if (at.pass !== pass) return;
              at.consumed += chunk.byteLength;
              onConsumed(chunk.byteLength);
              advance();
            } else if (ended) return;
            else await written.wait();
          }
        },
        rewind() {
          if (at.cancelled !== undefined || first > 0) return false;
          at.pass += 1;
          at.next = 0;
          at.consumed = 0;
          written.notifyAll();
          return true;
        },
        cancel(reason) {
          at.cancelled ??= { reason };
          readers.delete(at);
          written.notifyAll();
          advance();
        },
      };
    },
  };
}

type Condition = { wait(): Promise<void>; notifyAll(): void };

/** Wakes everyone who is waiting at the time of the call. */
function condition(): Condition {
  let waiting: (() => void)[] = [];
  return {
    wait: () => new Promise((resolve) => waiting.push(resolve)),
    notifyAll() {
      const all = waiting;
      waiting = [];
      for (const wake of all) wake();
    },
  };
}
