// deploy: makes pinned images serve, and rolls back automatically when they don't answer. Shared inputs come from where rollback has them too.
import {
  bool,
  choice,
  defineAction,
  integer,
  lines,
  list,
  map,
  output,
  path,
  seconds,
  text,
  urls,
} from "@deploy-actions/action";
import { healthInputs } from "@deploy-actions/probe/inputs";
import { imagesInput, outcomes, rolloutInputs, targets } from "@deploy-actions/rollout/inputs";
import { z } from "zod/mini";

export const definition = defineAction({
  name: "deploy",
  description:
    "Switches an app to pinned images with Docker Compose, probes it, and commits, or rolls back to the previous release automatically.",
  branding: { icon: "upload-cloud", color: "green" },
  permissions: {},
  inputs: {
    target: choice(targets, rolloutInputs.target),
    app: text(rolloutInputs.app),
    environment: text(rolloutInputs.environment),
    "compose-file": path({
      description:
        "The compose file. It is kept with the release word for word, with the files it extends or includes, and without the value of any variable.",
      default: "compose.yml",
    }),
    images: lines(imagesInput),
    "health-url": urls(healthInputs["health-url"]),
    "max-attempts": integer(healthInputs["max-attempts"]),
    "delay-seconds": seconds(healthInputs["delay-seconds"]),
    "initial-wait": seconds(healthInputs["initial-wait"]),
    "timeout-seconds": seconds(healthInputs["timeout-seconds"]),
    "expected-status": list(healthInputs["expected-status"]),
    "expected-json": lines(healthInputs["expected-json"]),
    "consecutive-successes": integer(healthInputs["consecutive-successes"]),
    headers: lines(healthInputs.headers),
    "environment-variables": map(rolloutInputs["environment-variables"]),
    variables: map(rolloutInputs.variables),
    "registry-username": text(rolloutInputs["registry-username"]),
    "registry-password": text(rolloutInputs["registry-password"]),
    registry: text(rolloutInputs.registry),
    "state-dir": path(rolloutInputs["state-dir"]),
    "dry-run": bool(rolloutInputs["dry-run"]),
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
