// Observes a URL once and adds the failure reason of the judge.
import { systemClock } from "@deploy-actions/contract";
import type { Headers } from "../src/headers.ts";
import { failureReasonOf } from "../src/judge.ts";
import { observe } from "../src/observe.ts";
import type { Policy } from "../src/policy.ts";
import { policy } from "./observations.ts";

export async function observeUrl(url: string, over: Partial<Policy> = {}, headers: Headers = [], clock = systemClock) {
  const urlPolicy = policy({ urls: [url], maxAttempts: 1, timeoutSeconds: 5, ...over });
  const observations = await observe(urlPolicy, url, {
    attempt: 1,
    headers,
    signal: new AbortController().signal,
    clock,
  });
  return observations.map((seen) => ({ ...seen, failure: failureReasonOf(urlPolicy, seen) }));
}

export async function observeAddress(...asked: Parameters<typeof observeUrl>) {
  const [seen, ...others] = await observeUrl(...asked);
  if (seen === undefined || others.length > 0) throw new Error("exactly one address was expected");
  return seen;
}
