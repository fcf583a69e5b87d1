// One blob on its way into one repository: opens an upload, sends what a broadcast gives, and completes it when the digest
// is known to be right. While the broadcast can be read again from its beginning, a failure is made good by a new upload.

import type { Place } from "../client/place.ts";
import { persist } from "../http/retry.ts";
import { anyOf } from "../http/stall.ts";
import type { Reader } from "./broadcast.ts";
import { nameUpload, openUpload, sendNamed, sendUnnamed } from "./requests.ts";
import type { Watch } from "./transfer.ts";

/** A blob as far as it is known before its first byte: a push in progress learns the digest only at the end. */
export type Cargo = { readonly digest?: string | undefined; readonly size?: number | undefined };

export type Missed = {
  readonly place: Place;
  readonly outcome: "missed";
  readonly error: unknown;
  /** It could not begin again, so that a new reading of the source may succeed. */
  readonly torn: boolean;
  /** The registry was taking bytes when it failed. */
  readonly sending: boolean;
};

export type Landing = { readonly place: Place; readonly outcome: "present" | "mounted" | "copied" } | Missed;

export type Upload = {
  readonly place: Place;
  /** Resolves, and never rejects, when the registry has the blob or will not get it by this upload. */
  readonly landing: Promise<Landing>;
  /** `opening`: the registry takes no bytes yet, or not at the moment. */
  state(): "opening" | "sending" | "landed" | "missed";
  /** Gives up; the landing says `missed` with this error. */
  drop(error: unknown): void;
};

type Task = {
  readonly place: Place;
  readonly cargo: Cargo;
  readonly reader: Reader;
  /** The blob's digest and size, once all its bytes have been seen; rejects when they are not what was promised. */
  readonly proven: Promise<{ readonly digest: string; readonly size: number }>;
  readonly watch: Watch;
};

export function startUpload(task: Task): Upload {
  const { place, cargo, reader, proven, watch } = task;
  const { transport } = place.registry;
  const dropped = new AbortController();
  let state: ReturnType<Upload["state"]> = "opening";
  let sending = false;
  let taken = 0;

  const attempt = async (): Promise<void> => {
    if (taken > 0) watch({ kind: "moved", place, bytes: -taken });
    taken = 0;
    const guard = transport.guard(dropped.signal);
    try {
      const location = await openUpload(place, guard);
      state = "sending";
      const body = reader.chunks((bytes) => {
        taken += bytes;
        watch({ kind: "moved", place, bytes });
      });
      const { digest, size } = cargo;
      if (digest !== undefined && size !== undefined)
        return await sendNamed(place, { digest, size }, location, body, guard);
      const sent = await sendUnnamed(place, location, body, guard);
      guard.rest();
      await nameUpload(place, await proven, sent, dropped.signal);
    } finally {
      sending = state === "sending";
      state = "opening";
      guard.end();
    }
  };

  const run = async (): Promise<Landing> => {
    let torn = false;
    try {
      const patience = { ...transport.patience, signal: anyOf(transport.patience.signal, dropped.signal) };
      await persist(patience, attempt, () => {
        // At once, so that the beginning is kept for the next attempt.
        torn = !reader.rewind();
        return !torn;
      });
      const { digest, size } = await proven;
      place.registry.noteBlob(place.name, digest, size);
      state = "landed";
      watch({ kind: "landed", place, blob: { digest, size }, outcome: "copied" });
      return { place, outcome: "copied" };
    } catch (error) {
      state = "missed";
      if (taken > 0) watch({ kind: "moved", place, bytes: -taken });
      watch({ kind: "missed", place, blob: cargo, error });
      return { place, outcome: "missed", error, torn, sending };
    } finally {
      reader.leave(new Error("the upload has ended"));
    }
  };

  return {
    place,
    landing: run(),
    state: () => state,
    drop(error) {
      dropped.abort(error);
      reader.leave(error);
    },
  };
}
