// The health inputs that the actions share, as data: names, sentences, defaults and bounds in ONE place, without knowing how an action
// declares them. It loads nothing but the rules it checks with, so that refusing a wrong input costs no more than reading it.
import { ProbeError } from "./error.ts";
import { parseExpectation } from "./expected-json.ts";
import { parseHeaders } from "./headers.ts";
import { limits } from "./limits.ts";
import { headerLineSecrets } from "./secret-headers.ts";
import { parseStatus } from "./status.ts";
import { urlProblem } from "./url.ts";

/**
 * One entry an input; the comment names the kind it is meant for. Each can be handed to that kind as it is:
 * `"max-attempts": integer(healthInputs["max-attempts"])`.
 */
export const healthInputs = {
  /** urls */
  "health-url": {
    description:
      "URLs to ask, one per line; all must answer right in the same attempt, each at one of the addresses its name resolves to.",
    required: true,
    check: (urls: readonly string[]) => {
      if (urls.length === 0) return "must name at least one URL";
      if (urls.length > limits.urls.max) return `must name at most ${limits.urls.max} URLs`;
      return urls.map(urlProblem).find((problem) => problem !== undefined);
    },
  },
  /** integer */
  "max-attempts": {
    description: "Attempts before the answer is no.",
    default: "20",
    ...limits.maxAttempts,
  },
  /** seconds */
  "delay-seconds": {
    description: "Time between two attempts; a number without a unit is seconds.",
    default: "5",
    ...limits.delaySeconds,
  },
  /** seconds */
  "initial-wait": {
    description: "Time before the first attempt; a number without a unit is seconds.",
    default: "0",
    ...limits.initialWaitSeconds,
  },
  /** seconds */
  "timeout-seconds": {
    description:
      "Time that one attempt on one address may take, from resolving the name to the last byte needed; a number without a unit is seconds.",
    default: "10",
    ...limits.timeoutSeconds,
  },
  /** list */
  "expected-status": {
    description:
      "Statuses that are right, as a list of statuses and ranges such as `200,204,300-399`; an expected redirect is not followed.",
    default: "200",
    check: (texts: readonly string[]) =>
      texts.length === 0 ? "must name at least one status" : problemOf(() => texts.map(parseStatus)),
  },
  /** lines */
  "expected-json": {
    description:
      "What the JSON body must say, one `pointer=value` per line such as `/commit=<sha>`, so that a 200 from the previous container does not pass.",
    check: (lines: readonly string[]) => problemOf(() => lines.map(parseExpectation)),
  },
  /** integer */
  "consecutive-successes": {
    description: "Right attempts in a row that it takes.",
    default: "1",
    ...limits.consecutiveSuccesses,
  },
  /** lines */
  headers: {
    description: "Request headers, one `Name: value` per line; never sent to another origin when redirected.",
    secret: true,
    secretParts: headerLineSecrets,
    check: (lines: readonly string[]) => problemOf(() => parseHeaders(lines)),
  },
} as const;

function problemOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof ProbeError) return `is wrong: ${error.message}; ${continued(error.next)}`;
    throw error;
  }
}

/** A sentence as the second half of another one: the kit that reads the inputs ends it. */
const continued = (sentence: string): string =>
  sentence.replace(/^./, (first) => first.toLowerCase()).replace(/\.$/, "");
