// Turns a request that got no answer (name, connection, certificate) into a RegistryError in plain words.
import { RegistryError } from "./error.ts";

type Fault = { readonly what: string; readonly next: string; readonly transient: boolean };

const AGAIN = "Check the registry's status page and the network between it and the runner, then run this step again.";

/** `error` is what `fetch` threw. Errors that already say what they mean, and the caller's own cancellation, pass as they are. */
export function connectionError(error: unknown, host: string, signal: AbortSignal): unknown {
  const own = causes(error).find((cause) => cause instanceof RegistryError);
  if (own !== undefined) return own;
  if (signal.aborted) return signal.reason;
  const code = codeOf(error);
  if (code === undefined) return error;
  const fault = describe(code, host);
  return new RegistryError({
    reason: "unavailable",
    message: `${host} ${fault.what} (${code}).`,
    state: "The request was not answered; nothing that was there before is lost.",
    next: fault.next,
    transient: fault.transient,
    cause: error,
  });
}

function describe(code: string, host: string): Fault {
  if (code === "ENOTFOUND") {
    return {
      what: "has no address",
      next: `Check the spelling of "${host}" and the runner's name service.`,
      transient: false,
    };
  }
  if (code === "EAI_AGAIN") return { what: "could not be looked up just now", next: AGAIN, transient: true };
  if (code === "ECONNREFUSED") {
    return {
      what: "takes no connection",
      next: `Check host and port of "${host}", and that the registry runs.`,
      transient: true,
    };
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code)) {
    return {
      what: "shows a certificate that cannot be trusted",
      next: "Give the runner the authority's certificate in NODE_EXTRA_CA_CERTS; it is never skipped.",
      transient: false,
    };
  }
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "EPROTO") {
    return {
      what: "does not speak TLS",
      next: "A registry must be reached by https; plain http is for 127.0.0.0/8, ::1 and localhost only.",
      transient: false,
    };
  }
  return { what: "broke the connection", next: AGAIN, transient: true };
}

/** `fetch` hides the system's code one or more causes down. */
function codeOf(error: unknown): string | undefined {
  for (const cause of causes(error)) {
    if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
    if ("code" in cause && typeof cause.code === "string") return cause.code;
  }
  // A connection that ends in the middle of a body surfaces as a bare TypeError.
  return error instanceof TypeError && /terminated|fetch failed/.test(error.message) ? "CONNECTION_LOST" : undefined;
}

function causes(error: unknown): Error[] {
  const found: Error[] = [];
  for (let at = error; at instanceof Error && found.length < 5; at = at.cause) found.push(at);
  return found;
}
