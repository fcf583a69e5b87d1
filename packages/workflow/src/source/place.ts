// A place in a file that is worked out only when somebody asks: most places that a check passes through are never shown.
import type { Range } from "./position.ts";

export type Place = { readonly path: string; range(): Range };
