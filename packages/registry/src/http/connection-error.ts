// Turns a failed request without a response (DNS, connection, certificate) into a RegistryError.
import { RegistryError } from "./error.ts";

type Failure = { readonly what: string; readonly next: string; readonly transient: boolean };

const RETRY = "Check the registry's status page and the network between it and the runner, then run this step again.";

/** `error` is what the request or its body threw. A RegistryError and the caller's own cancellation are returned unchanged. */
export function connectionError(error: unknown, host: string, signal: AbortSignal): unknown {
  const known = causes(error).find((cause) => cause instanceof RegistryError);
  if (known !== undefined) return known;
  if (signal.aborted) return signal.reason;
  const code = codeOf(error);
  if (code === undefined) return error;
  const failure = describe(code, host);
  return new RegistryError({
    reason: "unavailable",
    message: `${host} ${failure.what} (${code}).`,
    state: "There was no response to the request. Nothing that was in the registry before is lost.",
    next: failure.next,
    transient: failure.transient,
    cause: error,
  });
}

function describe(code: string, host: string): Failure {
  if (code === "ENOTFOUND") {
    return {
      what: "could not be found in DNS",
      next: `Check the spelling of "${host}" and the runner's DNS settings.`,
      transient: false,
    };
  }
  if (code === "EAI_AGAIN") return { what: "could not be resolved at the moment", next: RETRY, transient: true };
  if (code === "ECONNREFUSED") {
    return {
      what: "refused the connection",
      next: `Check the host and port of "${host}", and that the registry is running.`,
      transient: true,
    };
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code)) {
    return {
      what: "has a certificate that is not trusted",
      next: "Pass the CA's certificate to the runner in NODE_EXTRA_CA_CERTS. Verification cannot be turned off.",
      transient: false,
    };
  }
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "EPROTO") {
    return {
      what: "does not speak TLS",
      next: "A registry must be reached by https. Plain http is only used for 127.0.0.0/8, ::1 and localhost.",
      transient: false,
    };
  }
  if (/^(?:HPE_|Z_|ERR__ERROR_FORMAT|ERR_BROTLI|ZSTD_)/.test(code)) {
    return { what: "responded with something that is not valid HTTP", next: RETRY, transient: true };
  }
  return { what: "closed the connection", next: RETRY, transient: true };
}

/** The system's error code may be one or more causes down. */
function codeOf(error: unknown): string | undefined {
  for (const cause of causes(error)) {
    if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
    if ("code" in cause && typeof cause.code === "string") return cause.code;
  }
  return undefined;
}

function causes(error: unknown): Error[] {
  const found: Error[] = [];
  for (let at = error; at instanceof Error && found.length < 5; at = at.cause) found.push(at);
  return found;
}
