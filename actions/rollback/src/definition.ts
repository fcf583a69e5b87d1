// rollback: makes an earlier release serve again. Shared inputs come from where deploy has them too.
import { defineAction, inputs, output, text } from "@deploy-actions/action";
import { healthInputs } from "@deploy-actions/probe/inputs";
import { locationInputs, outcomes, rolloutInputs } from "@deploy-actions/rollout/inputs";
import { z } from "zod/mini";

export const definition = defineAction({
  name: "rollback",
  description: "Makes an earlier release serve again, from what the target kept of it, and proves that it answers.",
  branding: { icon: "rotate-ccw", color: "orange" },
  permissions: {},
  inputs: {
    ...inputs(locationInputs),
    to: text({
      description: "`previous` (the good release that served before the current one), or the id of a release.",
      default: "previous",
    }),
    reason: text({ description: "Why, in one sentence; it is kept in the history.", required: true }),
    ...inputs({ headers: healthInputs.headers }),
    ...inputs(rolloutInputs),
  },
  outputs: {
    outcome: output(
      z.enum(outcomes),
      "`deployed` (the release serves again), `unchanged` (it served already), `rolled-back` (it was bad too, and what served before does again), `failed-clean` or `failed-dirty`; only the first two exit 0.",
    ),
    "release-id": output(z.string(), "The release that was rolled back to."),
  },
});
