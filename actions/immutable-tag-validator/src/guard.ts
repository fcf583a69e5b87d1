// The run-time guard: judges the references that a job is about to deploy, when all that the repository left open is known.
import { ImageError, judgeReference, parseReference } from "@deploy-actions/image";

/** A reference that must not be deployed; `why` is a sentence. */
export type Refusal = { readonly reference: string; readonly why: string; readonly next: string };

const REMEDY = "Deploy the digest that the push printed (name@sha256:…), or a tag that ends in the commit.";

/** Those of `references` that can change or are none at all; empty when all may be deployed. */
export function refusals(references: readonly string[]): readonly Refusal[] {
  return references.flatMap((written) => refusal(written) ?? []);
}

function refusal(written: string): Refusal | undefined {
  const reference = withoutLogin(written);
  try {
    const { verdict, why } = judgeReference(parseReference(reference));
    return verdict === "immutable" ? undefined : { reference, why: `${reference} can change: ${why}.`, next: REMEDY };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { reference, why: error.message, next: error.next };
  }
}

/** A login in front of a registry is no part of a reference, and is not to be shown. */
function withoutLogin(reference: string): string {
  return reference.replace(/^((?:[a-z]{1,20}:\/\/)?)[^/@]{1,300}:[^/@]{1,300}@(?=[^/]{1,300}\/)/i, "$1***@");
}
