// The health inputs that the actions share, as data: names, descriptions, defaults and limits, independent of how an action declares inputs.
// Imports only what parses the values, so that rejecting an invalid input stays fast.
import type { ReadResult } from "@deploy-actions/contract";
import { ProbeError } from "./error.ts";
import { parseExpectation } from "./expected-json.ts";
import { parseHeaders } from "./headers.ts";
import { limits } from "./limits.ts";
import { headerLineSecrets } from "./secret-headers.ts";
import { parseStatus } from "./status.ts";
import { urlProblem } from "./url.ts";

/** `kind` selects the parser of the input; `read` converts its result. */
export const healthInputs = {
  "health-url": {
    kind: "urls",
    description:
      "URLs to check, one per line; all must pass in the same attempt, each at one of the addresses that its host resolves to.",
    required: true,
    check: (urls: readonly string[]) => {
      if (urls.length === 0) return "must name at least one URL";
      if (urls.length > limits.urls.max) return `must name at most ${limits.urls.max} URLs`;
      return urls.map(urlProblem).find((problem) => problem !== undefined);
    },
  },
  "max-attempts": {
    kind: "integer",
    description: "Attempts before the check fails.",
    default: "20",
    ...limits.maxAttempts,
  },
  "delay-seconds": {
    kind: "seconds",
    description: "Time between attempts; a number without a unit is seconds.",
    default: "5",
    ...limits.delaySeconds,
  },
  "initial-wait": {
    kind: "seconds",
    description: "Time before the first attempt; a number without a unit is seconds.",
    default: "0",
    ...limits.initialWaitSeconds,
  },
  "timeout-seconds": {
    kind: "seconds",
    description:
      "Time limit for one attempt on one address, from resolving the name to the last byte needed; a number without a unit is seconds.",
    default: "10",
    ...limits.timeoutSeconds,
  },
  "expected-status": {
    kind: "list",
    description:
      "Expected statuses, as a list of statuses and ranges such as `200,204,300-399`; an expected redirect is not followed.",
    default: "200",
    read: (texts: readonly string[]) =>
      texts.length === 0 ? { mistake: "must name at least one status" } : reading(() => texts.map(parseStatus)),
  },
  "expected-json": {
    kind: "lines",
    description:
      "Values that the JSON body must contain, one `pointer=value` per line such as `/commit=<sha>`, so that a 200 from the previous container does not pass.",
    read: (lines: readonly string[]) => reading(() => lines.map(parseExpectation)),
  },
  "consecutive-successes": {
    kind: "integer",
    description: "Successful attempts in a row that are required.",
    default: "1",
    ...limits.consecutiveSuccesses,
  },
  headers: {
    kind: "lines",
    description: "Request headers, one `Name: value` per line; never sent to another origin when redirected.",
    secret: true,
    secretParts: headerLineSecrets,
    read: (lines: readonly string[]) => reading(() => parseHeaders(lines)),
  },
} as const;

function reading<T>(parse: () => T): ReadResult<T> {
  try {
    return { value: parse() };
  } catch (error) {
    if (error instanceof ProbeError) return { mistake: `is wrong: ${error.message}; ${continued(error.next)}` };
    throw error;
  }
}

/** A sentence as the second half of another one; the caller adds the period. */
const continued = (sentence: string): string =>
  sentence.replace(/^./, (first) => first.toLowerCase()).replace(/\.$/, "");
