// Builds the policy from the parsed health inputs.
import { ProbeError } from "./error.ts";
import { limits } from "./limits.ts";
import { Policy } from "./policy.ts";

/** The values of `healthInputs`, except `headers`: they may be secret, and a policy is stored. */
export interface HealthInputs {
  readonly "health-url": readonly string[];
  readonly "max-attempts": number;
  readonly "delay-seconds": number;
  readonly "initial-wait": number;
  readonly "timeout-seconds": number;
  readonly "expected-status": Policy["expectedStatus"];
  readonly "expected-json": Policy["expectedJson"];
  readonly "consecutive-successes": number;
}

/** @throws ProbeError `bad-policy` if the combination of inputs is invalid */
export function healthPolicy(inputs: HealthInputs): Policy {
  const policy = Policy.safeParse({
    urls: inputs["health-url"],
    maxAttempts: inputs["max-attempts"],
    delaySeconds: inputs["delay-seconds"],
    initialWaitSeconds: inputs["initial-wait"],
    timeoutSeconds: inputs["timeout-seconds"],
    expectedStatus: inputs["expected-status"],
    expectedJson: inputs["expected-json"],
    consecutiveSuccesses: inputs["consecutive-successes"],
    followRedirects: limits.followRedirects.max,
  });
  if (policy.success) return policy.data;
  const problems = policy.error.issues.map(({ path, message }) => `\`${inputOf(String(path[0]))}\` ${message}`);
  throw new ProbeError(
    "bad-policy",
    `The health inputs don't fit together: ${problems.join("; ")}.`,
    "Correct these inputs.",
  );
}

/** The input for a field of the policy: `consecutiveSuccesses` is `consecutive-successes`. */
function inputOf(field: string): string {
  if (field === "urls") return "health-url";
  if (field === "initialWaitSeconds") return "initial-wait";
  return field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
