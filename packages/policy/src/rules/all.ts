// The list of all rules. The first nine are about the same deploys, and a place gets at most one finding from them.
import { changedPolicy } from "./changed-policy.ts";
import { malformedDigest } from "./malformed-digest.ts";
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
import { unknownCode } from "./unknown-code.ts";
import { unpinnedUse } from "./unpinned-use.ts";
import { unreadDeploy } from "./unread-deploy.ts";
import { unreadable } from "./unreadable.ts";
import { untagged } from "./untagged.ts";
import { unusedCommitTag } from "./unused-commit-tag.ts";

/** The rules about a deployed image: exactly one of them applies to each violation. */
export const verdicts: readonly Rule[] = [
  malformedDigest,
  mutableTag,
  untagged,
  mutableDefault,
  mutableCompanion,
  thirdParty,
  undecided,
  restart,
  overridden,
];

/** All rules, in the order of their ids. */
export const rules: readonly Rule[] = [
  ...verdicts,
  changedPolicy,
  targetBuild,
  unusedCommitTag,
  numberProneTag,
  unpinnedUse,
  suppression,
  unreadDeploy,
  unknownCode,
  unreadable,
].toSorted((a, b) => (a.id < b.id ? -1 : 1));
