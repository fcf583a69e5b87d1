// rollback: makes an earlier release serve again. Shared inputs come from where deploy has them too.
import { bool, choice, defineAction, lines, map, output, path, text } from "@deploy-actions/action";
import { healthInputs } from "@deploy-actions/probe/inputs";
import { outcomes, rolloutInputs, targets } from "@deploy-actions/rollout/inputs";
import { z } from "zod/mini";

export const definition = defineAction({
  name: "rollback",
  description: "Makes an earlier release serve again, from what the target kept of it, and proves that it answers.",
  branding: { icon: "rotate-ccw", color: "orange" },
  permissions: {},
  inputs: {
    target: choice(targets, rolloutInputs.target),
    app: text(rolloutInputs.app),
    environment: text(rolloutInputs.environment),
    to: text({
      description: "`previous` (the good release that served before the current one), or the id of a release.",
      default: "previous",
    }),
    reason: text({ description: "Why, in one sentence; it is kept in the history.", required: true }),
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
      "`deployed` (the release serves again), `unchanged` (it served already), `rolled-back` (it was bad too, and what served before does again), `failed-clean` or `failed-dirty`; only the first two exit 0.",
    ),
    "release-id": output(z.string(), "The release that was rolled back to."),
  },
});
