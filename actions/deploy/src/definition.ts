// deploy: makes pinned images serve, and rolls back automatically when they don't answer. Shared inputs come from where rollback has them too.
import { defineAction, inputs, output, path } from "@deploy-actions/action";
import { healthInputs } from "@deploy-actions/probe/inputs";
import { imagesInput, locationInputs, outcomes, rolloutInputs } from "@deploy-actions/rollout/inputs";
import { z } from "zod/mini";

export const definition = defineAction({
  name: "deploy",
  description:
    "Switches an app to pinned images with Docker Compose, probes it, and commits, or rolls back to the previous release automatically.",
  branding: { icon: "upload-cloud", color: "green" },
  permissions: {},
  inputs: {
    ...inputs(locationInputs),
    "compose-file": path({
      description:
        "The compose file. It is kept with the release word for word, with the files it extends or includes, and without the value of any variable.",
      default: "compose.yml",
    }),
    ...inputs(imagesInput),
    ...inputs(healthInputs),
    ...inputs(rolloutInputs),
  },
  outputs: {
    outcome: output(
      z.enum(outcomes),
      "`deployed`, `unchanged`, `rolled-back` (bad, and the previous release serves again), `failed-clean` (nothing is changed) or `failed-dirty`; only the first two exit 0.",
    ),
    "release-id": output(
      z.string(),
      "The release that was asked for; made of what it consists of, so the same inputs give the same id.",
    ),
    "previous-release-id": output(
      z.string(),
      "The release that served before it, and that a rollback goes to; empty for the first one.",
    ),
  },
});
