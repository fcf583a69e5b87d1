// The list of all rules. The first eight are about the same deploys, and a place gets at most one finding from them.
import { mutableCompanion } from "./mutable-companion.ts";
import { mutableDefault } from "./mutable-default.ts";
import { mutableTag } from "./mutable-tag.ts";
import { numberProneTag } from "./number-prone-tag.ts";
import { overridden } from "./overridden.ts";
import { restart } from "./restart.ts";
import type { Rule } from "./rule.ts";
import { suppression } from "./suppression.ts";
import { targetBuild } from "./target-build.ts";
import { thirdParty } from "./third-party.ts";
import { undecided } from "./undecided.ts";
import { unpinnedUse } from "./unpinned-use.ts";
import { unreadDeploy } from "./unread-deploy.ts";
import { unreadable } from "./unreadable.ts";
import { untagged } from "./untagged.ts";
import { unusedCommitTag } from "./unused-commit-tag.ts";

/** The rules about a deployed image: exactly one of them applies to each violation. */
export const verdicts: readonly Rule[] = [
  mutableTag,
  untagged,
  mutableDefault,
  mutableCompanion,
  thirdParty,
  undecided,
  restart,
  overridden,
];

export const rules: readonly Rule[] = [
  ...verdicts,
  targetBuild,
  unusedCommitTag,
  numberProneTag,
  unpinnedUse,
  suppression,
  unreadDeploy,
  unreadable,
];
