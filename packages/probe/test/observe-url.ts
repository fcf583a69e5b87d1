// One look at a URL, with the shortfall that the judge finds: what the tests of observing are written with.
import { systemClock } from "@deploy-actions/contract";
import type { Headers } from "../src/headers.ts";
import { shortfallOf } from "../src/judge.ts";
import { observe } from "../src/observe.ts";
import type { Policy } from "../src/policy.ts";
import { policy } from "./observations.ts";

export async function look(url: string, over: Partial<Policy> = {}, headers: Headers = [], clock = systemClock) {
  const asked = policy({ urls: [url], maxAttempts: 1, timeoutSeconds: 5, ...over });
  const observations = await observe(asked, url, { attempt: 1, headers, signal: new AbortController().signal, clock });
  return observations.map((seen) => ({ ...seen, shortfall: shortfallOf(asked, seen) }));
}

export async function lookAtOne(...asked: Parameters<typeof look>) {
  const [seen, ...others] = await look(...asked);
  if (seen === undefined || others.length > 0) throw new Error("exactly one address was expected");
  return seen;
}
