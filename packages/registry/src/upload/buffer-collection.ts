// Frees the buffers of uploaded chunks before they pile up. V8 underestimates the memory of buffers and keeps many tens of
// megabytes of dead ones, which the C library then keeps as well: half of the memory that pushing a large image takes.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes between two collections. A collection of young objects takes about a millisecond. */
const INTERVAL = 8 * 1024 * 1024;

let sinceLast = 0;
let collect: (() => void) | undefined;

/** Call this for every chunk, with its size. */
export function collectBuffersAfter(bytes: number): void {
  sinceLast += bytes;
  if (sinceLast < INTERVAL) return;
  sinceLast = 0;
  collect ??= collector();
  collect();
}

/** The collector is only available with this flag, and only in contexts that are created after it was set. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  return typeof gc === "function" ? () => void gc({ type: "minor" }) : () => undefined;
}
