// When an application counts as healthy, and how long that may take: a JSON value, stored with its release.
import { z } from "zod/mini";
import { limits } from "./limits.ts";
import { isPointer } from "./pointer.ts";
import { isStatus } from "./status.ts";
import { urlProblem } from "./url.ts";

const within = ({ min, max }: { min: number; max: number }) => z.number().check(z.minimum(min), z.maximum(max));
const integerWithin = ({ min, max }: { min: number; max: number }) => z.int().check(z.minimum(min), z.maximum(max));

const url = z.string().check(
  z.superRefine((text, context) => {
    const message = urlProblem(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  }),
);

const status = z.int().check(z.refine(isStatus, "must be a status from 100 to 599"));
const statusRange = z
  .object({ from: status, to: status })
  .check(z.refine(({ from, to }) => from <= to, "must be a range from a lower to a higher status"));

const jsonExpectation = z.object({
  pointer: z.string().check(z.refine(isPointer, "must be a JSON pointer (RFC 6901)")),
  equals: z.string(),
});

export const Policy = z
  .object({
    /** All of them must pass in the same attempt. */
    urls: z.array(url).check(z.minLength(1), z.maxLength(limits.urls.max)),
    maxAttempts: integerWithin(limits.maxAttempts),
    /** From the end of one attempt to the start of the next. */
    delaySeconds: within(limits.delaySeconds),
    initialWaitSeconds: within(limits.initialWaitSeconds),
    /** For one attempt on one address, from the name's resolution to the last byte needed, redirects included. */
    timeoutSeconds: within(limits.timeoutSeconds),
    expectedStatus: z.array(statusRange).check(z.minLength(1)),
    /** All of them must hold. If empty, the body is not parsed as JSON. */
    expectedJson: z.array(jsonExpectation),
    /** Successful attempts in a row that are required. */
    consecutiveSuccesses: integerWithin(limits.consecutiveSuccesses),
    /** Maximum redirects per attempt. A redirect whose status is expected is not followed. */
    followRedirects: integerWithin(limits.followRedirects),
  })
  .check(
    z.refine(({ consecutiveSuccesses, maxAttempts }) => consecutiveSuccesses <= maxAttempts, {
      path: ["consecutiveSuccesses"],
      message: "must not exceed the number of attempts",
    }),
  );
export type Policy = z.output<typeof Policy>;
