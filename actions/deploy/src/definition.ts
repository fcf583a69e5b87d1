// Inputs and outputs of deploy. The inputs that it shares with rollback are defined in packages/rollout and packages/probe.
import { defineAction, inputs, output, path } from "@deploy-actions/action";
import { healthInputs } from "@deploy-actions/probe/inputs";
import { imagesInput, locationInputs, outcomes, rolloutInputs } from "@deploy-actions/rollout/inputs";
import { z } from "zod/mini";

export const definition = defineAction({
  name: "deploy",
  description:
    "Deploys pinned images with Docker Compose, checks the health of the new release, and rolls back to the previous release if the check fails.",
  branding: { icon: "upload-cloud", color: "green" },
  permissions: {},
  inputs: {
    ...inputs(locationInputs),
    "compose-file": path({
      description:
        "The compose file. An exact copy, with the files it extends or includes, is stored with the release; values of variables are not stored.",
      default: "compose.yml",
    }),
    ...inputs(imagesInput),
    ...inputs(healthInputs),
    ...inputs(rolloutInputs),
  },
  outputs: {
    outcome: output(
      z.enum(outcomes),
      "`deployed`, `unchanged`, `rolled-back` (the new release failed and the previous one is live again), `failed-clean` (nothing changed) or `failed-dirty`; only the first two exit 0.",
    ),
    "release-id": output(
      z.string(),
      "The id of the requested release; it is derived from the release's content, so the same inputs give the same id.",
    ),
    "previous-release-id": output(
      z.string(),
      "The id of the release that was live before, which a rollback returns to; empty for the first release.",
    ),
  },
});
