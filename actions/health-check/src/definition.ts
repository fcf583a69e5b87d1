// Inputs and outputs of health-check. The inputs are shared with deploy and defined in packages/probe.
import { defineAction, inputs, output } from "@deploy-actions/action";
import type { HealthReport } from "@deploy-actions/probe";
import { healthInputs } from "@deploy-actions/probe/inputs";
import { z } from "zod/mini";

export const definition = defineAction({
  name: "health-check",
  description:
    "Waits until all URLs return the expected status and, optionally, the expected release; reports the likely cause when they do not.",
  branding: { icon: "activity", color: "green" },
  permissions: {},
  inputs: inputs(healthInputs),
  outputs: {
    healthy: output(
      z.boolean(),
      "Whether all URLs returned the expected response, `consecutive-successes` times in a row.",
    ),
    attempts: output(z.int(), "Number of attempts made."),
    "status-code": output(
      z.optional(z.int()),
      "HTTP status of the worst response in the last attempt; empty if there was no response.",
    ),
    "response-time-ms": output(
      z.optional(z.number()),
      "Milliseconds to the first byte of that response, including redirects; empty if there was no response.",
    ),
    report: output(
      z.custom<HealthReport>((value) => typeof value === "object" && value !== null),
      "The full report as JSON: verdict, diagnosis, policy, and one observation per attempt, URL and address.",
    ),
  },
});
