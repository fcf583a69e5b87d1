// When an application counts as healthy and how long it may take: a JSON value, kept with the release that it belongs to.
import { z } from "zod";
import { jsonExpectation } from "./expected-json.ts";
import { statusRange } from "./status.ts";

/** The bounds, in the units of the policy's own fields. */
export const limits = {
  urls: { max: 50 },
  maxAttempts: { min: 1, max: 1000 },
  delaySeconds: { min: 0, max: 3600 },
  initialWaitSeconds: { min: 0, max: 3600 },
  timeoutSeconds: { min: 0.1, max: 600 },
  consecutiveSuccesses: { min: 1, max: 100 },
  followRedirects: { min: 0, max: 5 },
} as const;

const within = ({ min, max }: { min: number; max: number }) => z.number().min(min).max(max);

/** What is wrong with a URL, or nothing. Credentials don't belong in one: URLs are printed and kept with the release. */
export function urlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    return "must be http:// or https:// URLs, such as https://app.example.com/health";
  if (url.username !== "" || url.password !== "")
    return "must not carry a user or password: URLs are logged; send them in `headers`";
  return undefined;
}

const url = z.string().superRefine((text, context) => {
  const message = urlProblem(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

export const Policy = z
  .object({
    /** Every one of them must answer right in the same attempt. */
    urls: z.array(url).min(1).max(limits.urls.max),
    maxAttempts: within(limits.maxAttempts).int(),
    /** From the end of one attempt to the start of the next. */
    delaySeconds: within(limits.delaySeconds),
    initialWaitSeconds: within(limits.initialWaitSeconds),
    /** For one attempt on one address, from the name's resolution to the last byte needed, redirects included. */
    timeoutSeconds: within(limits.timeoutSeconds),
    expectedStatus: z.array(statusRange).min(1),
    /** All of them must hold; none means that the body is not read as JSON. */
    expectedJson: z.array(jsonExpectation),
    /** Right attempts in a row that make it healthy. */
    consecutiveSuccesses: within(limits.consecutiveSuccesses).int(),
    /** Redirects followed in one attempt; one whose own status is expected is the answer and is not followed. */
    followRedirects: within(limits.followRedirects).int(),
  })
  .refine(({ consecutiveSuccesses, maxAttempts }) => consecutiveSuccesses <= maxAttempts, {
    path: ["consecutiveSuccesses"],
    message: "must not be more than the attempts there are: it could never be reached",
  });
export type Policy = z.output<typeof Policy>;
