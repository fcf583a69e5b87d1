// One stream of bytes for several readers at their own pace: the slowest holds the writer back, and the first bytes are
// kept so that a reader whose upload failed early can begin again. Chunks are shared, so memory does not grow with readers.

export type Broadcast = {
  /** True where there is room for more; else {@link room} says when: every reader is less than `ahead` bytes behind. */
  write(chunk: Uint8Array): boolean;
  room(): Promise<void>;
  /** Nothing follows. */
  end(): void;
  /** A reader from the first byte on; only before more than `window` bytes were written. */
  join(): Reader;
};

export type Reader = {
  /** All chunks in order; one is taken when the next is asked for. Throws what {@link leave} was told. */
  chunks(taken: (bytes: number) => void): AsyncGenerator<Uint8Array>;
  /** Goes back to the first byte, where that is still kept; a reading in progress ends. False where it is not. */
  rewind(): boolean;
  /** Holds the writer back no longer; `reason` is thrown where its chunks are being read. */
  leave(reason: unknown): void;
};

type RequestLimits = {
  /** How many of the first bytes are kept for a second reading. */
  readonly window: number;
  /** How many bytes the writer may be ahead of the slowest reader. */
  readonly ahead: number;
};

type Position = { next: number; taken: number; turn: number; gone: { readonly reason: unknown } | undefined };

export function broadcast({ window, ahead }: RequestLimits): Broadcast {
  const cacheToken: Uint8Array[] = [];
  const readers = new Set<Position>();
  const news = bell();
  const progress = bell();
  let first = 0;
  let written = 0;
  let ended = false;

  const prune = (): void => {
    if (written <= window) return;
    let next = first + cacheToken.length;
    for (const reader of readers) next = Math.min(next, reader.next);
    cacheToken.splice(0, next - first);
    first = next;
  };
  const isFull = (): boolean => {
    for (const { taken } of readers) if (written - taken > ahead) return true;
    return false;
  };
  const moved = (): void => {
    prune();
    progress.ring();
  };

  return {
    write(chunk) {
      cacheToken.push(chunk);
      written += chunk.byteLength;
      prune();
      news.ring();
      return !isFull();
    },
    async room() {
      while (isFull()) await progress.wait();
    },
    end() {
      ended = true;
      news.ring();
    },
    join() {
      const at: Position = { next: 0, taken: 0, turn: 0, gone: undefined };
      readers.add(at);
      return {
        async *chunks(taken) {
          const { turn } = at;
          while (at.turn === turn) {
            if (at.gone !== undefined) throw at.gone.reason;
            const chunk = cacheToken[at.next - first];
            if (chunk !== undefined) {
              at.next += 1;
              yield chunk;
              if (at.turn !== turn) return;
              at.taken += chunk.byteLength;
              taken(chunk.byteLength);
              moved();
            } else if (ended) return;
            else await news.wait();
          }
        },
        rewind() {
          if (at.gone !== undefined || first > 0) return false;
          at.turn += 1;
          at.next = 0;
          at.taken = 0;
          news.ring();
          return true;
        },
        leave(reason) {
          at.gone ??= { reason };
          readers.delete(at);
          news.ring();
          moved();
        },
      };
    },
  };
}

type Bell = { wait(): Promise<void>; ring(): void };

/** Wakes all who wait at the moment it rings. */
function bell(): Bell {
  let waiting: (() => void)[] = [];
  return {
    wait: () => new Promise((resolve) => waiting.push(resolve)),
    ring() {
      const all = waiting;
      waiting = [];
      for (const wake of all) wake();
    },
  };
}
