// Decides from the event that started a run what GitHub withholds from it, because then no setting of the job helps: a
// run for a pull request of a fork gets neither secrets, nor an ID token, nor a token that may write.
// https://docs.github.com/actions/security-for-github-actions/security-guides/automatic-token-authentication
import { z } from "zod/mini";
import { amended, RegistryError } from "../error.ts";

export type RunLimits = "fork" | "dependabot" | undefined;

const Payload = z.object({
  pull_request: z.object({
    head: z.object({ repo: z.nullable(z.object({ full_name: z.string() })) }),
    base: z.object({ repo: z.object({ full_name: z.string() }) }),
  }),
});

/** `event`: the event's name, `actor`: who started the run, `payload`: what the event's file holds. */
export function runLimits(run: {
  readonly event: string | undefined;
  readonly actor: string | undefined;
  readonly payload: unknown;
}): RunLimits {
  // pull_request_target runs in the base repository with all its rights.
  if (run.event === undefined || run.event === "pull_request_target") return undefined;
  const { data } = Payload.safeParse(run.payload);
  if (data !== undefined) {
    const { head, base } = data.pull_request;
    // A fork that was deleted meanwhile has no repository any more.
    if (head.repo?.full_name !== base.repo.full_name) return "fork";
  }
  return run.actor === "dependabot[bot]" ? "dependabot" : undefined;
}

/** What such a run can do instead, as a sentence to follow an error. */
export function instead(limits: RunLimits): string | undefined {
  if (limits === "fork") {
    return "This run is for a pull request of a fork: GitHub gives it no secrets, no ID token and no token that may write, whatever the job's permissions say. Build there without pushing, and push from a workflow that runs `on: push` after the merge.";
  }
  if (limits === "dependabot") {
    return "Dependabot started this run: it sees Dependabot's own secrets alone, and its token only reads unless the job's permissions say otherwise. Leave the push out of it, or store the secrets for Dependabot as well.";
  }
  return undefined;
}

/** An error about missing rights, with the reason that lies in the run itself; every other error as it is. */
export function explainRun(error: unknown, limits: RunLimits): unknown {
  const advice = instead(limits);
  if (advice === undefined || !(error instanceof RegistryError)) return error;
  if (error.reason !== "denied" && error.reason !== "unauthorized") return error;
  return amended(error, { next: advice });
}
