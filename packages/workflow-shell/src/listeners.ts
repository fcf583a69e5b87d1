// Listeners that pass on to another only part of what they are told.
import type { Listener } from "./run.ts";

/** A listener, and how many commands it has been told of that deploy or contain scripts. */
export type Counter = { readonly listener: Listener; count(): number };

/** Counts what was understood. If `isQuiet`, passes on nothing that was not. */
export function counting(listener: Listener, isQuiet: boolean): Counter {
  let count = 0;
  return {
    count: () => count,
    listener: {
      ...listener,
      command(command) {
        const result = listener.command(command);
        if (result.isRead || result.scripts.length > 0) count++;
        return result;
      },
      unknown(code) {
        if (!isQuiet || code.is === "limit") listener.unknown(code);
        else if (code.is === "code" || code.is === "program") listener.unknown({ ...code, is: "code" });
      },
      unread(command, written) {
        if (!isQuiet) listener.unread(command, written);
      },
      problem: () => undefined,
    },
  };
}

/** Says nothing of code that is merely not known. */
export function quiet(listener: Listener): Listener {
  return {
    ...listener,
    unread: () => undefined,
    unknown: (code) => (code.is === "open" || code.is === "program" ? undefined : listener.unknown(code)),
  };
}
