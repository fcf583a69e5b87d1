// The machine the step itself runs on, as a target.
import { type Clock, systemClock } from "@deploy-actions/contract";
import { filesHere } from "./local-files.ts";
import { runHere } from "./local-run.ts";
import type { Target } from "./target.ts";

export function localTarget(clock: Clock = systemClock): Target {
  return { name: "this machine", run: (command, options) => runHere(command, options, clock), ...filesHere };
}
