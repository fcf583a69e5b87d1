// The machine that the step runs on, as a target.
import { type Clock, systemClock } from "@deploy-actions/contract";
import { localFiles } from "./local-files.ts";
import { runLocally } from "./local-run.ts";
import type { Target } from "./target.ts";

export function localTarget(clock: Clock = systemClock): Target {
  return { name: "this machine", run: (command, options) => runLocally(command, options, clock), ...localFiles };
}
