// ITV012: an action or reusable workflow of another owner is used by tag or branch, or a docker action without a digest. Off by default.
import { ImageError, parseReference } from "@deploy-actions/image";
import { shortened } from "./phrase.ts";
import type { Rule, Settings } from "./rule.ts";

export const unpinnedUse: Rule = {
  id: "ITV012",
  name: "unpinned-use",
  severity: "error",
  precision: "very-high",
  tags: ["security", "supply-chain"],
  summary: "An action or reusable workflow of another owner is not pinned to a commit.",
  why: "Its owner, or anyone who takes over the owner's account, can move the tag or branch to different code, which then runs with this job's token and secrets.",
  remedy:
    "Use the full commit SHA and keep the version as a comment: `uses: owner/name@<40 hex digits> # v4.2.0`. Renovate and Dependabot update both. `docker://` images need a digest.",
  onUse({ written, place, job, step }, { settings }) {
    const remedy = settings.actions === "sha" ? remedyFor(written, settings) : undefined;
    if (remedy === undefined) return undefined;
    const message = `Job "${job}" uses ${shortened(written)}, which can change. ${remedy}`;
    return { severity: "error", message, place, job, step, subject: written };
  },
};

const DOCKER = "docker://";
const FULL_SHA = /^[0-9a-f]{40}$/;

/** What to write instead; undefined if the use is pinned. */
function remedyFor(written: string, { ownOwners }: Settings): string | undefined {
  if (written.startsWith(DOCKER)) {
    const image = written.slice(DOCKER.length);
    return hasDigest(image) ? undefined : `Write ${DOCKER}${image}@sha256:….`;
  }
  const [name = "", ref] = cutAtLast(written, "@");
  const owner = (name.split("/", 1)[0] ?? "").toLowerCase();
  if (ownOwners.some((own) => own.toLowerCase() === owner)) return undefined;
  if (ref !== undefined && FULL_SHA.test(ref)) return undefined;
  return `Write ${name}@<commit SHA, 40 hex digits>${ref === undefined ? "" : ` # ${ref}`}.`;
}

function cutAtLast(text: string, mark: string): [string, string | undefined] {
  const at = text.lastIndexOf(mark);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function hasDigest(image: string): boolean {
  try {
    return parseReference(image).digest !== undefined;
  } catch (error) {
    if (error instanceof ImageError) return false;
    throw error;
  }
}
