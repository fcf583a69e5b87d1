// The limits of a policy's fields, shared by the inputs and by stored policies.

/** In the units of the policy's fields. */
export const limits = {
  urls: { max: 50 },
  maxAttempts: { min: 1, max: 1000 },
  delaySeconds: { min: 0, max: 3600 },
  initialWaitSeconds: { min: 0, max: 3600 },
  timeoutSeconds: { min: 0.1, max: 600 },
  consecutiveSuccesses: { min: 1, max: 100 },
  followRedirects: { min: 0, max: 5 },
} as const;
