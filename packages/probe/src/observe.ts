// Requests one URL once from every address of its host, in parallel, and records the observations.
import { type Clock, systemClock } from "@deploy-actions/contract";
import { redactor } from "@deploy-actions/secret";
import { openReach } from "@deploy-actions/untrusted/address";
import { addressesOf } from "./address.ts";
import type { Headers } from "./headers.ts";
import { failureReasonOf } from "./judge.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";
import { classifyFailure, type Phase, ProbeFailureError, timedOut } from "./probe-failure.ts";
import { headerSecrets } from "./secret-headers.ts";
import { stopwatch } from "./stopwatch.ts";
import { type VisitRecord, visit } from "./visit.ts";

/** Once one address has answered correctly, the others get only this much longer. */
const OTHER_ADDRESSES_MS = 1000;

export interface ObserveOptions {
  readonly attempt: number;
  /** May be secret; sent only to the URL's own origin. */
  readonly headers: Headers;
  readonly signal: AbortSignal;
  /** Default: the system clock. */
  readonly clock?: Clock;
}

/** One observation per address, or one without an address if the name has none. @throws only the signal's reason */
export async function observe(
  policy: Policy,
  text: string,
  { attempt, headers, signal, clock = systemClock }: ObserveOptions,
): Promise<readonly Observation[]> {
  const about = { attempt, url: text, startedAt: clock.date().toISOString() };
  const url = new URL(text);
  const deadline = new AbortController();
  const stopDeadline = clock.after(policy.timeoutSeconds * 1000, () => deadline.abort());
  const stop = AbortSignal.any([signal, deadline.signal]);
  const enough = new AbortController();
  let stopRest: (() => void) | undefined;
  const { redact, margin } = redactor(headerSecrets(headers));
  const failureOf = (error: unknown, phase: Phase) => {
    signal.throwIfAborted();
    const trouble = deadline.signal.aborted
      ? timedOut(phase, policy.timeoutSeconds)
      : enough.signal.aborted
        ? {
            ...timedOut(phase, OTHER_ADDRESSES_MS / 1000),
            detail: "no answer when another address had already answered correctly",
          }
        : classifyFailure(error, phase);
    return { ...trouble, detail: redact(trouble.detail) };
  };
  try {
    const asked = policy.urls.map((each) => new URL(each));
    const reach = openReach(
      url,
      asked.map(({ host }) => host),
    );
    const { ms, addresses: found } = await addressesOf(url, stop);
    const judged = reach.usable(url, found);
    if ("problem" in judged) throw new ProbeFailureError("address-not-allowed", `${url.hostname} ${judged.problem}`);
    const { addresses } = judged;
    const visits = addresses.map(async (address): Promise<Observation> => {
      const watch = stopwatch(clock);
      watch.resolved(ms);
      const record: VisitRecord = { redirects: [] };
      const trouble = await visit(
        {
          policy,
          url,
          address,
          reach,
          shownOrigins: originsOf([url, ...asked]),
          headers,
          redactor: { redact, margin },
          watch,
          clock,
          signal: AbortSignal.any([stop, enough.signal]),
        },
        record,
      ).then(
        () => undefined,
        (error: unknown) => failureOf(error, watch.phase),
      );
      const observation = {
        ...about,
        address: address.address,
        timings: watch.timings,
        ...record,
        ...(trouble === undefined ? {} : { trouble }),
      };
      if (failureReasonOf(policy, observation) === undefined)
        stopRest ??= clock.after(OTHER_ADDRESSES_MS, () => enough.abort());
      return observation;
    });
    return await Promise.all(visits);
  } catch (error) {
    return [{ ...about, timings: {}, redirects: [], trouble: failureOf(error, "name") }];
  } finally {
    stopDeadline();
    stopRest?.();
  }
}

/** The origins whose bodies may be shown: those that a policy asks, and the usual https one that an http URL redirects to. */
function originsOf(urls: readonly URL[]): ReadonlySet<string> {
  return new Set(
    urls.flatMap(({ protocol, port, origin, hostname }) =>
      protocol === "http:" && port === "" ? [origin, `https://${hostname}`] : [origin],
    ),
  );
}
