// The health inputs that the actions share, as data: names, sentences, defaults and bounds in one place, without knowing how an action
// declares them. It loads nothing but what reads their values, so that refusing a wrong input costs no more than reading it.
import { ProbeError } from "./error.ts";
import { parseExpectation } from "./expected-json.ts";
import { parseHeaders } from "./headers.ts";
import { limits } from "./limits.ts";
import { headerLineSecrets } from "./secret-headers.ts";
import { parseStatus } from "./status.ts";
import { urlProblem } from "./url.ts";

/** One entry for each input, with the kind that reads its text; what it reads to is the value in its domain. */
export const healthInputs = {
  "health-url": {
    kind: "urls",
    description:
      "URLs to ask, one per line; all must answer right in the same attempt, each at one of the addresses its name resolves to.",
    required: true,
    check: (urls: readonly string[]) => {
      if (urls.length === 0) return "must name at least one URL";
      if (urls.length > limits.urls.max) return `must name at most ${limits.urls.max} URLs`;
      return urls.map(urlProblem).find((problem) => problem !== undefined);
    },
  },
  "max-attempts": {
    kind: "integer",
    description: "Attempts before the answer is no.",
    default: "20",
    ...limits.maxAttempts,
  },
  "delay-seconds": {
    kind: "seconds",
    description: "Time between two attempts; a number without a unit is seconds.",
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
      "Time that one attempt on one address may take, from resolving the name to the last byte needed; a number without a unit is seconds.",
    default: "10",
    ...limits.timeoutSeconds,
  },
  "expected-status": {
    kind: "list",
    description:
      "Statuses that are right, as a list of statuses and ranges such as `200,204,300-399`; an expected redirect is not followed.",
    default: "200",
    read: (texts: readonly string[]) =>
      texts.length === 0 ? { mistake: "must name at least one status" } : reading(() => texts.map(parseStatus)),
  },
  "expected-json": {
    kind: "lines",
    description:
      "What the JSON body must say, one `pointer=value` per line such as `/commit=<sha>`, so that a 200 from the previous container does not pass.",
    read: (lines: readonly string[]) => reading(() => lines.map(parseExpectation)),
  },
  "consecutive-successes": {
    kind: "integer",
    description: "Right attempts in a row that it takes.",
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

function reading<T>(parse: () => T): { readonly value: T } | { readonly mistake: string } {
  try {
    return { value: parse() };
  } catch (error) {
    if (error instanceof ProbeError) return { mistake: `is wrong: ${error.message}; ${continued(error.next)}` };
    throw error;
  }
}

/** A sentence as the second half of another one: the kit that reads the inputs ends it. */
const continued = (sentence: string): string =>
  sentence.replace(/^./, (first) => first.toLowerCase()).replace(/\.$/, "");
