// When an application counts as healthy and how long it may take: a JSON value, kept with the release that it belongs to.
import { z } from "zod/mini";
import { limits } from "./limits.ts";
import { isPointer } from "./pointer.ts";
import { isStatus } from "./status.ts";
import { urlProblem } from "./url.ts";

const within = ({ min, max }: { min: number; max: number }) => z.number().check(z.minimum(min), z.maximum(max));
const wholeWithin = ({ min, max }: { min: number; max: number }) => z.int().check(z.minimum(min), z.maximum(max));

const url = z.string().check(
  z.superRefine((text, context) => {
    const message = urlProblem(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  }),
);

const status = z.int().check(z.refine(isStatus, "must be a status from 100 to 599"));
const statusRange = z
  .object({ from: status, to: status })
  .check(z.refine(({ from, to }) => from <= to, "a range of statuses runs upwards"));

const jsonExpectation = z.object({
  pointer: z.string().check(z.refine(isPointer, "must be a JSON pointer (RFC 6901)")),
  equals: z.string(),
});

export const Policy = z
  .object({
    /** Every one of them must answer right in the same attempt. */
    urls: z.array(url).check(z.minLength(1), z.maxLength(limits.urls.max)),
    maxAttempts: wholeWithin(limits.maxAttempts),
    /** From the end of one attempt to the start of the next. */
    delaySeconds: within(limits.delaySeconds),
    initialWaitSeconds: within(limits.initialWaitSeconds),
    /** For one attempt on one address, from the name's resolution to the last byte needed, redirects included. */
    timeoutSeconds: within(limits.timeoutSeconds),
    expectedStatus: z.array(statusRange).check(z.minLength(1)),
    /** All of them must hold; none means that the body is not read as JSON. */
    expectedJson: z.array(jsonExpectation),
    /** Right attempts in a row that make it healthy. */
    consecutiveSuccesses: wholeWithin(limits.consecutiveSuccesses),
    /** Redirects followed in one attempt; one whose own status is expected is the answer and is not followed. */
    followRedirects: wholeWithin(limits.followRedirects),
  })
  .check(
    z.refine(({ consecutiveSuccesses, maxAttempts }) => consecutiveSuccesses <= maxAttempts, {
      path: ["consecutiveSuccesses"],
      message: "must not be more than the attempts there are: it could never be reached",
    }),
  );
export type Policy = z.output<typeof Policy>;
