// An end to the whole of a push, however much still moves: what a step may take is the user's to say.
import { RegistryError } from "./error.ts";
import { anySignal } from "./stall.ts";

/** Aborts when `outer` does, or after `ms` with a {@link RegistryError}; for `connect` and `openTee`. */
export function deadline(ms: number, outer?: AbortSignal): AbortSignal {
  const over = new AbortController();
  // Does not keep a program running that is done before.
  setTimeout(() => over.abort(tooLong(ms)), ms).unref();
  return anySignal(over.signal, outer) ?? over.signal;
}

function tooLong(ms: number): RegistryError {
  return new RegistryError({
    reason: "timeout",
    message: `The push was not done after ${ms / 1000} s.`,
    state: "What was uploaded by then stays in the registries; tags that were not written keep what they named.",
    next: "Run this step again, it picks up where it stopped; where that is usual, allow more time or look for what slows the line down.",
  });
}
