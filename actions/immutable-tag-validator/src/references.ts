// Judges the references that a job is about to deploy, at run time, when all values are known.
import { ImageError, judgeReference, parseReference, shortCommits } from "@deploy-actions/image";

/** A reference that must not be deployed; `why` is a sentence. */
export type RejectedReference = { readonly reference: string; readonly why: string; readonly next: string };

const REMEDY = "Deploy the digest printed by the push (name@sha256:…), or a tag with the full commit SHA.";

/** The references that can change or are not valid; empty if all of them may be deployed. `commits` are full SHAs that short ones may stand for. */
export function rejectedReferences(
  references: readonly string[],
  commits: readonly string[] = [],
): readonly RejectedReference[] {
  return references.flatMap((written) => rejection(written, commits) ?? []);
}

/** The parts of the references' tags that may be the first digits of a commit. */
export function possibleCommits(references: readonly string[]): readonly string[] {
  return [...new Set(references.flatMap((written) => shortCommits(tagOf(withoutLogin(written)))))];
}

function tagOf(reference: string): string {
  try {
    return parseReference(reference).tag ?? "";
  } catch (error) {
    if (error instanceof ImageError) return "";
    throw error;
  }
}

function rejection(written: string, commits: readonly string[]): RejectedReference | undefined {
  const reference = withoutLogin(written);
  try {
    const { verdict, why } = judgeReference(parseReference(reference), commits);
    return verdict === "immutable" ? undefined : { reference, why: `${reference} can change: ${why}.`, next: REMEDY };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { reference, why: error.message, next: error.next };
  }
}

/** Credentials in front of a registry are not part of a reference and must not be shown. */
function withoutLogin(reference: string): string {
  return reference.replace(/^((?:[a-z]{1,20}:\/\/)?)[^/@]{1,300}:[^/@]{1,300}@(?=[^/]{1,300}\/)/i, "$1***@");
}
