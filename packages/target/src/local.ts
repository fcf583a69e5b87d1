// The machine the step itself runs on, as a target.
import { filesHere } from "./local-files.ts";
import { runHere } from "./local-run.ts";
import type { Target } from "./target.ts";

export function localTarget(): Target {
  return { name: "this machine", run: runHere, ...filesHere };
}
