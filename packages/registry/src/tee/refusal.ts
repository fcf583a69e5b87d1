// What the engine is told when the tee cannot do what it asked, in the words of the distribution specification. The status
// decides what the engine does next: after a 503 it sends the layer again for a minute, after a 403 it gives up at once.
import { RegistryError } from "../http/error.ts";

/** An answer with an error status. */
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

/** The refusal for whatever went wrong behind the tee. What is not known to pass is not worth a second attempt. */
export function refusalFor(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (!(error instanceof RegistryError)) return new Refusal(403, "DENIED", String(error), error);
  if (error.reason === "digest-mismatch") return new Refusal(400, "DIGEST_INVALID", error.message, error);
  return error.transient
    ? new Refusal(503, "UNAVAILABLE", error.message, error)
    : new Refusal(403, "DENIED", error.message, error);
}

/** The body that the specification gives an error. */
export function errorBody({ code, message }: Refusal): string {
  return JSON.stringify({ errors: [{ code, message }] });
}
