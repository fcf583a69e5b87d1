// Judges the references that a job is about to deploy, at run time, when all values are known.
import { ImageError, judgeReference, parseReference } from "@deploy-actions/image";

/** A reference that must not be deployed; `why` is a sentence. */
export type RejectedReference = { readonly reference: string; readonly why: string; readonly next: string };

const REMEDY = "Deploy the digest printed by the push (name@sha256:…), or a tag that ends in the commit SHA.";

/** The references that can change or are not valid; empty if all of them may be deployed. */
export function rejectedReferences(references: readonly string[]): readonly RejectedReference[] {
  return references.flatMap((written) => rejection(written) ?? []);
}

function rejection(written: string): RejectedReference | undefined {
  const reference = withoutLogin(written);
  try {
    const { verdict, why } = judgeReference(parseReference(reference));
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
