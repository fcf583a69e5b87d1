// Every deploy verb. A new one is a file in this folder and a line here.
import type { Verb } from "../verb.ts";

export const VERBS: readonly Verb[] = [];
