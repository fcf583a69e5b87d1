// The list of rules: a rule is on it or does not exist.
import { mutableTag } from "./mutable-tag.ts";
import type { Rule } from "./rule.ts";
import { unreadable } from "./unreadable.ts";
import { untagged } from "./untagged.ts";

export const rules: readonly Rule[] = [mutableTag, untagged, unreadable];
