// Asks one URL once, at every address that its name has, all at the same time, and writes down what was seen.
import { type Clock, systemClock } from "@deploy-actions/contract";
import { redactor } from "@deploy-actions/secret";
import { addressesOf } from "./address.ts";
import type { Headers } from "./headers.ts";
import { shortfallOf } from "./judge.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";
import { nameTrouble, type Phase, timedOut } from "./probe-failure.ts";
import { headerSecrets } from "./secret-headers.ts";
import { stopwatch } from "./stopwatch.ts";
import { type Seen, visit } from "./visit.ts";

/** One right answer makes a URL right, so the other addresses get this much longer to be seen as well, and not the whole timeout. */
const REST_MS = 1000;

export interface Asking {
  readonly attempt: number;
  /** Secret; they go to the URL's own origin and nowhere else. */
  readonly headers: Headers;
  readonly signal: AbortSignal;
  /** Absent: the machine's own. */
  readonly clock?: Clock;
}

/** One observation an address, or one without an address where the name gave none. @throws only the signal's reason */
export async function observe(
  policy: Policy,
  text: string,
  { attempt, headers, signal, clock = systemClock }: Asking,
): Promise<readonly Observation[]> {
  const about = { attempt, url: text, startedAt: clock.date().toISOString() };
  const url = new URL(text);
  const deadline = new AbortController();
  const stopDeadline = clock.after(policy.timeoutSeconds * 1000, () => deadline.abort());
  const either = AbortSignal.any([signal, deadline.signal]);
  const enough = new AbortController();
  let stopRest: (() => void) | undefined;
  const { redact: blot, margin } = redactor(headerSecrets(headers));
  const troubleOf = (error: unknown, phase: Phase) => {
    signal.throwIfAborted();
    const trouble = deadline.signal.aborted
      ? timedOut(phase, policy.timeoutSeconds)
      : enough.signal.aborted
        ? { ...timedOut(phase, REST_MS / 1000), detail: "no answer yet when another address had answered right" }
        : nameTrouble(error, phase);
    return { ...trouble, detail: blot(trouble.detail) };
  };
  try {
    const { ms, addresses } = await addressesOf(url, either);
    const visits = addresses.map(async (address): Promise<Observation> => {
      const watch = stopwatch(clock);
      watch.named(ms);
      const seen: Seen = { redirects: [] };
      const trouble = await visit(
        {
          policy,
          url,
          address,
          headers,
          redactor: { redact: blot, margin },
          watch,
          clock,
          signal: AbortSignal.any([either, enough.signal]),
        },
        seen,
      ).then(
        () => undefined,
        (error: unknown) => troubleOf(error, watch.phase),
      );
      const observation = {
        ...about,
        address: address.address,
        timings: watch.timings,
        ...seen,
        ...(trouble === undefined ? {} : { trouble }),
      };
      if (shortfallOf(policy, observation) === undefined) stopRest ??= clock.after(REST_MS, () => enough.abort());
      return observation;
    });
    return await Promise.all(visits);
  } catch (error) {
    return [{ ...about, timings: {}, redirects: [], trouble: troubleOf(error, "name") }];
  } finally {
    stopDeadline();
    stopRest?.();
  }
}
