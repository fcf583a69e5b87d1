// Attests that this workflow run published the digest (SLSA provenance, by GitHub's own client), where the run may do that.
import type { Log } from "@deploy-actions/registry";
import type { Job } from "./job.ts";
import type { Publication } from "./push.ts";

/** Why this run cannot attest, or undefined where it can try. */
export function whyNotAttested(
  { isGitHub, limits, idTokenRequest }: Job,
  token: string | undefined,
): string | undefined {
  if (!isGitHub) return "there is no attestation service but GitHub's";
  if (limits === "fork") return "a pull request of a fork gets no ID token";
  if (idTokenRequest === undefined || token === undefined) return `the job ${PERMISSIONS}`;
  return undefined;
}

const PERMISSIONS = "needs `permissions: id-token: write` and `attestations: write`";

/** One attestation for all repositories; its number, or undefined where there is none, with one warning that says why. */
export async function attest(
  { digest, outcomes }: Publication,
  job: Job,
  { token, log }: { readonly token: string | undefined; readonly log: Log },
): Promise<string | undefined> {
  const [algorithm = "", hex = ""] = digest.split(":");
  const subjects = outcomes.map(({ repository }) => ({
    name: `${repository.registry.host}/${repository.name}`,
    digest: { [algorithm]: hex },
  }));
  const obstacle = whyNotAttested(job, token);
  if (obstacle !== undefined || token === undefined) return without(log, obstacle ?? "");
  try {
    const { attestProvenance } = await import("@actions/attest");
    const { attestationID } = await attestProvenance({ subjects, token });
    return attestationID;
  } catch (error) {
    const words = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim();
    return without(log, `${words} (the job ${PERMISSIONS})`);
  }
}

/** The image is published all the same. */
function without(log: Log, why: string): undefined {
  log.warning(`The image is published, without provenance: ${why}.`);
}
