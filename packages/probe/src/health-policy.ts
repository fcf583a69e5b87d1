// The health inputs, once they are read, as the policy they mean.
import { ProbeError } from "./error.ts";
import { parseExpectation } from "./expected-json.ts";
import { type Headers, parseHeaders } from "./headers.ts";
import { limits } from "./limits.ts";
import { Policy } from "./policy.ts";
import { parseStatus } from "./status.ts";

/** The values of `healthInputs`, but `headers`, once their action has read them. */
export interface HealthInputs {
  readonly "health-url": readonly string[];
  readonly "max-attempts": number;
  readonly "delay-seconds": number;
  readonly "initial-wait": number;
  readonly "timeout-seconds": number;
  readonly "expected-status": readonly string[];
  readonly "expected-json": readonly string[];
  readonly "consecutive-successes": number;
}

/** @throws ProbeError `bad-policy` where the inputs are right one by one and wrong together */
export function healthPolicy(inputs: HealthInputs): Policy {
  const policy = Policy.safeParse({
    urls: inputs["health-url"],
    maxAttempts: inputs["max-attempts"],
    delaySeconds: inputs["delay-seconds"],
    initialWaitSeconds: inputs["initial-wait"],
    timeoutSeconds: inputs["timeout-seconds"],
    expectedStatus: inputs["expected-status"].map(parseStatus),
    expectedJson: inputs["expected-json"].map(parseExpectation),
    consecutiveSuccesses: inputs["consecutive-successes"],
    followRedirects: limits.followRedirects.max,
  });
  if (policy.success) return policy.data;
  const problems = policy.error.issues.map(({ path, message }) => `\`${inputOf(String(path[0]))}\` ${message}`);
  throw new ProbeError(
    "bad-policy",
    `The health inputs don't fit together: ${problems.join("; ")}.`,
    "Mend the inputs named above.",
  );
}

/** Secret: kept apart from the policy, which is stored. @throws ProbeError `bad-header` */
export const healthHeaders = (inputs: { readonly headers: readonly string[] }): Headers => parseHeaders(inputs.headers);

/** `consecutiveSuccesses` is `consecutive-successes` to who wrote the workflow. */
function inputOf(field: string): string {
  if (field === "urls") return "health-url";
  if (field === "initialWaitSeconds") return "initial-wait";
  return field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
