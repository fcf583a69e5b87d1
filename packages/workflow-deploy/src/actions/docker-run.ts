// Actions that run a command in a container of an image: addnab/docker-run-action. Whether that deploys is judged as for `docker run`.
import type { ActionVerb } from "../action-verb.ts";
import { entriesOf } from "./inputs.ts";

export const dockerRun: ActionVerb = {
  actions: ["addnab/docker-run-action", "maus007/docker-run-action-fork", "kohlerdominik/docker-run-action"],
  read: (step) => ({
    effects: entriesOf(step.input("image")).map(
      (image) => ({ does: "start", by: step.name, image, stays: false, throwaway: false }) as const,
    ),
    scripts: [],
  }),
};
