// Error responses to the engine, with the codes of the distribution specification. The status decides what the engine does
// next: after a 503 it retries the layer for a minute, after a 403 it gives up immediately.
import { RegistryError } from "../http/error.ts";

/** A response with an error status. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.code = code;
  }
}

/** The response to an error in the tee or in a destination. An error that is not known to be transient is not worth a retry. */
export function refusalFor(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (!(error instanceof RegistryError)) return new Refusal(403, "DENIED", String(error), error);
  if (error.reason === "digest-mismatch") return new Refusal(400, "DIGEST_INVALID", error.message, error);
  return error.transient
    ? new Refusal(503, "UNAVAILABLE", error.message, error)
    : new Refusal(403, "DENIED", error.message, error);
}

/** The body of an error response, as specified. */
export function errorBody({ code, message }: Refusal): string {
  return JSON.stringify({ errors: [{ code, message }] });
}
