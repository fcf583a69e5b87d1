// Frees chunks that have passed through before they pile up. V8 counts buffers loosely and lets many tens of megabytes of
// spent ones lie, which the C library then keeps: half of the memory that an image of gigabytes costs.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes between two collections. One of young objects takes about a millisecond. */
const DISTANCE = 8 * 1024 * 1024;

let passed = 0;
let collect: (() => void) | undefined;

/** Tells that so many bytes have passed through. */
export function collectAfter(bytes: number): void {
  passed += bytes;
  if (passed < DISTANCE) return;
  passed = 0;
  collect ??= collector();
  collect();
}

/** The collector can be had under this flag only, and in contexts made after it was set. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  return typeof gc === "function" ? () => void gc({ type: "minor" }) : () => undefined;
}
