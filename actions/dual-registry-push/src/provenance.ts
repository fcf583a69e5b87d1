// Attests that this workflow run published the digest (SLSA provenance, with GitHub's own client), if the run may do that.
import type { Log } from "@deploy-actions/contract";
import { repositoryName } from "@deploy-actions/registry";
import { messageOf } from "./error.ts";
import type { Job } from "./job.ts";
import type { Publication } from "./push.ts";

/** Why this run cannot attest, or undefined if it can try. */
export function whyNotAttested(
  { isGitHub, restriction, idTokenRequest }: Job,
  token: string | undefined,
): string | undefined {
  if (!isGitHub) return "only GitHub has an attestation service";
  if (restriction === "fork") return "a pull request from a fork gets no ID token";
  if (idTokenRequest === undefined || token === undefined) return `the job ${PERMISSIONS}`;
  return undefined;
}

const PERMISSIONS = "needs `permissions: id-token: write` and `attestations: write`";

/** One attestation for all repositories. Returns its ID, or undefined after a warning that says why there is none. */
export async function attest(
  { digest, results }: Publication,
  job: Job,
  { token, log }: { readonly token: string | undefined; readonly log: Log },
): Promise<string | undefined> {
  const [algorithm = "", hex = ""] = digest.split(":");
  const subjects = results.map(({ repository }) => ({
    name: repositoryName(repository),
    digest: { [algorithm]: hex },
  }));
  const obstacle = whyNotAttested(job, token);
  if (obstacle !== undefined || token === undefined) return warn(log, obstacle ?? "");
  try {
    const { attestProvenance } = await import("@actions/attest");
    const { attestationID } = await attestProvenance({ subjects, token });
    return attestationID;
  } catch (error) {
    const reason = messageOf(error).replace(/\s+/g, " ").trim();
    return warn(log, `${reason} (the job ${PERMISSIONS})`);
  }
}

/** The image is published anyway. */
function warn(log: Log, why: string): undefined {
  log.warning(`The image is published, without provenance: ${why}.`);
}
