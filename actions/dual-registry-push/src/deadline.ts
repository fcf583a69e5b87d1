// Ends the step's work when its whole time is up, as a cancellation would, but with its own reason.
import { PushError } from "./error.ts";

export type Deadline = {
  /** Aborted by the outer signal, or with a PushError `deadline`. */
  readonly signal: AbortSignal;
  /** The error to tell when work ended with `error`: the deadline where that was the reason. */
  readonly reasonFor: (error: unknown) => unknown;
  readonly end: () => void;
};

/** Begins counting. `seconds`: for everything, from finding the image to the last proof. */
export function deadline(seconds: number, outer: AbortSignal): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(timeIsUp(seconds)), seconds * 1000);
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    reasonFor: (error) => (controller.signal.aborted && !outer.aborted ? controller.signal.reason : error),
    end: () => clearTimeout(timer),
  };
}

function timeIsUp(seconds: number): PushError {
  return new PushError("deadline", {
    message: `The image was not published within ${seconds} s.`,
    state: "Layers that were uploaded stay in the registries without a tag and are not sent again.",
    next: "Run this step again: it sends only what is missing. See in the log which registry was slow; a large image may need a higher `deadline-seconds`.",
  });
}
