// Classifies a failed request by Node's and OpenSSL's error codes and by the phase in which it failed.
import { cut, oneLine } from "@deploy-actions/untrusted/text";
import type { ProbeFailure, ProbeFailureCode } from "./observation.ts";

/** The phase that a request was in when it failed. */
export type Phase = "name" | "connect" | "tls" | "first-byte" | "body";

/** A failure that the check detects itself, without a failed system call. */
export class ProbeFailureError extends Error {
  readonly code: ProbeFailureCode;
  constructor(code: ProbeFailureCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

export const timedOut = (phase: Phase, seconds: number): ProbeFailure => ({
  code: `timeout-${phase}`,
  detail: `no answer within ${seconds} s`,
});

const BY_CODE: Readonly<Record<string, ProbeFailureCode>> = {
  ENOTFOUND: "name-not-found",
  ENODATA: "name-not-found",
  EAI_AGAIN: "name-lookup-failed",
  EAI_FAIL: "name-lookup-failed",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  EAFNOSUPPORT: "unreachable",
  EACCES: "unreachable",
  EPERM: "unreachable",
  ETIMEDOUT: "timeout-connect",
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  CERT_HAS_EXPIRED: "tls-expired",
  CERT_NOT_YET_VALID: "tls-not-yet-valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls-wrong-name",
  HOSTNAME_MISMATCH: "tls-wrong-name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls-self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "tls-untrusted",
  UNABLE_TO_GET_ISSUER_CERT: "tls-untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls-untrusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls-untrusted",
  CERT_UNTRUSTED: "tls-untrusted",
  CERT_REVOKED: "tls-untrusted",
  INVALID_PURPOSE: "tls-untrusted",
  INVALID_CA: "tls-untrusted",
};

/** TLS alerts about certificates (RFC 8446, section 6.2). TLS 1.3 sends the one about the client certificate after the handshake. */
const ALERTS: readonly (readonly [code: RegExp, ProbeFailureCode])[] = [
  [/^ERR_SSL_\w*_(?:UNRECOGNIZED_NAME|ALERT_INTERNAL_ERROR)$/, "tls-no-certificate"],
  [/^ERR_SSL_\w*_ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE)$/, "tls-wants-certificate"],
];

export function classifyFailure(error: unknown, phase: Phase): ProbeFailure {
  const cause = error instanceof AggregateError ? (error.errors.at(-1) ?? error) : error;
  const detail = messageOf(cause);
  if (cause instanceof ProbeFailureError) return { code: cause.code, detail };
  const code = codeOf(cause);
  // OpenSSL cannot parse the record header: the server does not speak TLS, nearly always plain HTTP.
  if (phase === "tls" && /wrong.version.number|packet.length.too.long|http.request/i.test(`${code} ${detail}`)) {
    return { code: "tls-to-plain-port", detail };
  }
  if (phase !== "body" && code.startsWith("HPE_"))
    return { code: isTlsAlert(cause) ? "plain-to-tls-port" : "not-http", detail };
  if (phase === "body") return { code: "body-broken", detail };
  const alert = ALERTS.find(([pattern]) => pattern.test(code))?.[1];
  if (alert !== undefined) return { code: alert, detail };
  const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  return { code: known ?? (phase === "tls" || code.startsWith("ERR_SSL_") ? "tls-failed" : "failed"), detail };
}

/** OpenSSL's `message` contains internal details; its `reason` is readable. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message =
    "reason" in error && "library" in error && typeof error.reason === "string" ? error.reason : error.message;
  return cut(oneLine(message), 300);
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** RFC 8446, section 5.1: content type 21 (alert), then a version that begins with 3. */
function isTlsAlert(error: unknown): boolean {
  if (!(error instanceof Error && "rawPacket" in error && error.rawPacket instanceof Uint8Array)) return false;
  return error.rawPacket[0] === 0x15 && error.rawPacket[1] === 0x03;
}
