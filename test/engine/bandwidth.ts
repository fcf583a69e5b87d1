// A line of limited speed to a registry: a TCP proxy that limits the bits per second in each direction, for all its
// connections together, and delays every byte by a given latency.

import { connect, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

export type Line = {
  /** `127.0.0.1:PORT`: what is sent there reaches the registry over the line. */
  readonly host: string;
  /** Bytes that went to the registry so far. */
  sent(): number;
  stop(): Promise<void>;
};

export type LineSetting = {
  /** Mbit/s in each direction; absent: as fast as the machine is. */
  readonly mbit?: number;
  /** Milliseconds from one end to the other; a round trip takes twice that. */
  readonly delayMs?: number;
};

/** What one write may be ahead of the limit: a timer does not fire more often than about every millisecond. */
const BURST_MS = 5;
/** Bytes on a delayed line; more than any real one carries at these speeds. */
const MOST_UNDER_WAY = 16 * 1024 * 1024;

export async function startLine(registry: string, { mbit, delayMs = 0 }: LineSetting): Promise<Line> {
  const bytesPerMs = mbit === undefined ? Number.POSITIVE_INFINITY : (mbit * 1_000_000) / 8 / 1000;
  const [there, back] = [meter(bytesPerMs), meter(bytesPerMs)];
  const sockets = new Set<Socket>();
  const [hostname = "", port = ""] = registry.split(":");
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ host: hostname, port: Number(port), allowHalfOpen: true, noDelay: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    }
    pass(near, far, there, delayMs);
    pass(far, near, back, delayMs);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the line has no port");
  return {
    host: `127.0.0.1:${address.port}`,
    sent: there.total,
    async stop() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

type Meter = { /** Milliseconds until this many bytes are through. */ take(bytes: number): number; total(): number };

/** A clock that runs ahead of the real one by what has passed: all connections of one direction share it. */
function meter(bytesPerMs: number): Meter {
  let through = 0;
  let total = 0;
  return {
    take(bytes) {
      const now = performance.now();
      total += bytes;
      through = Math.max(through, now) + bytes / bytesPerMs;
      return through - now;
    },
    total: () => total,
  };
}

/** Passes everything from `from` to `to`: metered, then delayed, in order. A connection that breaks on one side breaks on both. */
function pass(from: Socket, to: Socket, meter: Meter, delayMs: number): void {
  const breakBoth = (): void => {
    from.destroy();
    to.destroy();
  };
  from.on("error", breakBoth);
  to.on("error", breakBoth);
  let delivered: Promise<unknown> = Promise.resolve();
  let underWay = 0;
  const deliver = (what: () => Promise<void> | void): void => {
    const due = performance.now() + delayMs;
    delivered = delivered
      .then(() => (delayMs === 0 ? undefined : wait(Math.max(0, due - performance.now()))))
      .then(what)
      .catch(breakBoth);
  };
  const run = async (): Promise<void> => {
    for await (const chunk of from) {
      const pause = meter.take(chunk.byteLength);
      if (pause > BURST_MS) await wait(pause);
      underWay += chunk.byteLength;
      deliver(async () => {
        await written(to, chunk);
        underWay -= chunk.byteLength;
      });
      // Back-pressure; a delayed line holds what is under way, as a real one does.
      if (delayMs === 0 || underWay > MOST_UNDER_WAY) await delivered;
    }
    deliver(() => void to.end());
  };
  run().catch(breakBoth);
}

function written(to: Socket, chunk: Uint8Array): Promise<void> | undefined {
  if (to.destroyed || to.write(chunk)) return undefined;
  return new Promise((resolve) => {
    const done = (): void => {
      to.off("drain", done).off("close", done);
      resolve();
    };
    to.on("drain", done).on("close", done);
  });
}
