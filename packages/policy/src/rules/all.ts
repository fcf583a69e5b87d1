// The list of rules: a rule is on it or does not exist. The first eight look at the same deploys, and no place gets more than one of them.
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

/** What the deploy of an image can be: exactly one of these. */
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
