// Where a request may go: what an input names may be anywhere, what an answer names only where the input itself already was.

export { type AddressRange, literalRange, rangeOf } from "./address-range.ts";
export { type JudgedLookup, judgedLookup, type ResolveAll } from "./judged-lookup.ts";
export { openReach, type Reach } from "./reach.ts";
