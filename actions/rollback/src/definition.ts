// Inputs and outputs of rollback. The inputs that it shares with deploy are defined in packages/rollout and packages/probe.
import { defineAction, inputs, output, text } from "@deploy-actions/action";
import { healthInputs } from "@deploy-actions/probe/inputs";
import { locationInputs, outcomes, rolloutInputs } from "@deploy-actions/rollout/inputs";
import { z } from "zod/mini";

export const definition = defineAction({
  name: "rollback",
  description: "Restores an earlier release from the copy stored on the target, and checks its health.",
  branding: { icon: "rotate-ccw", color: "orange" },
  permissions: {},
  inputs: {
    ...inputs(locationInputs),
    to: text({
      description: "`previous` (the last good release before the current one), or a release id.",
      default: "previous",
    }),
    reason: text({
      description: "The reason for the rollback, in one sentence; recorded in the history.",
      required: true,
    }),
    ...inputs({ headers: healthInputs.headers }),
    ...inputs(rolloutInputs),
  },
  outputs: {
    outcome: output(
      z.enum(outcomes),
      "`deployed` (the release is live again), `unchanged` (it was already live), `rolled-back` (it failed too, and the release from before is live again), `failed-clean` or `failed-dirty`; only the first two exit 0.",
    ),
    "release-id": output(z.string(), "The id of the release that was rolled back to."),
  },
});
