// health-check: asks one or several URLs until they answer as they should. The inputs are the ones that deploy has too.
import { defineAction, inputs, output } from "@deploy-actions/action";
import type { HealthReport } from "@deploy-actions/probe";
import { healthInputs } from "@deploy-actions/probe/inputs";
import { z } from "zod/mini";

export const definition = defineAction({
  name: "health-check",
  description:
    "Waits until every URL answers with the right status and, if asked, from the right release; says why when it does not.",
  branding: { icon: "activity", color: "green" },
  permissions: {},
  inputs: inputs(healthInputs),
  outputs: {
    healthy: output(z.boolean(), "Whether every URL answered right, as many times in a row as asked for."),
    attempts: output(z.int(), "Attempts that were made."),
    "status-code": output(
      z.optional(z.int()),
      "HTTP status of the URL that did worst in the last attempt; empty where no answer came.",
    ),
    "response-time-ms": output(
      z.optional(z.number()),
      "Milliseconds to the first byte of that answer, redirects included; empty where no answer came.",
    ),
    report: output(
      z.custom<HealthReport>((value) => typeof value === "object" && value !== null),
      "Everything that was seen, as JSON: verdict, diagnosis, policy, and one observation for each attempt, URL and address.",
    ),
  },
});
