// Finds out from the event of a run what GitHub withholds from it, because then no setting of the job helps: a run for a
// pull request from a fork gets no secrets, no ID token and no token with write access.
// https://docs.github.com/actions/security-for-github-actions/security-guides/automatic-token-authentication
import { z } from "zod/mini";
import { amendError, RegistryError } from "../http/error.ts";

export type RunRestriction = "fork" | "dependabot" | undefined;

const Payload = z.object({
  pull_request: z.object({
    head: z.object({ repo: z.nullable(z.object({ full_name: z.string() })) }),
    base: z.object({ repo: z.object({ full_name: z.string() }) }),
  }),
});

/** `event`: the event's name, `actor`: who started the run, `payload`: the parsed event file. */
export function runRestriction(run: {
  readonly event: string | undefined;
  readonly actor: string | undefined;
  readonly payload: unknown;
}): RunRestriction {
  // pull_request_target runs in the base repository with all its permissions.
  if (run.event === undefined || run.event === "pull_request_target") return undefined;
  const { data } = Payload.safeParse(run.payload);
  if (data !== undefined) {
    const { head, base } = data.pull_request;
    // The repository of a fork that has been deleted is null.
    if (head.repo?.full_name !== base.repo.full_name) return "fork";
  }
  return run.actor === "dependabot[bot]" ? "dependabot" : undefined;
}

/** What to do in such a run, to follow an error. */
export function restrictionAdvice(restriction: RunRestriction): string | undefined {
  if (restriction === "fork") {
    return "This run is for a pull request from a fork: GitHub gives it no secrets, no ID token and no token with write access, whatever the job's permissions say. Build without pushing here, and push from a workflow that runs `on: push` after the merge.";
  }
  if (restriction === "dependabot") {
    return "Dependabot started this run: it only gets Dependabot secrets, and its token is read-only unless the job's permissions say otherwise. Skip the push in such runs, or store the secrets for Dependabot as well.";
  }
  return undefined;
}

/** Replaces the advice of an error about missing permissions if the run itself is the reason. Returns other errors unchanged. */
export function explainRestriction(error: unknown, restriction: RunRestriction): unknown {
  const advice = restrictionAdvice(restriction);
  if (advice === undefined || !(error instanceof RegistryError)) return error;
  if (error.reason !== "denied" && error.reason !== "unauthorized") return error;
  return amendError(error, { next: advice });
}
