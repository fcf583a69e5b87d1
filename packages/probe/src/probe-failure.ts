// Gives a failed connection or exchange its one name, from Node's and OpenSSL's error codes and from how far it had come.
import type { Trouble, TroubleCode } from "./observation.ts";

/** How far an exchange has come; what it was doing when it failed. */
export type Phase = "name" | "connect" | "tls" | "first-byte" | "body";

/** A trouble that we find ourselves, where no system call failed. */
export class Troubled extends Error {
  readonly code: TroubleCode;
  constructor(code: TroubleCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

export const timedOut = (phase: Phase, seconds: number): Trouble => ({
  code: `timeout-${phase}`,
  detail: `no answer within ${seconds} s`,
});

const BY_CODE: Readonly<Record<string, TroubleCode>> = {
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

/** Alerts that say what the server lacks (RFC 8446, section 6.2); TLS 1.3 sends the one about our certificate after the handshake. */
const ALERTS: readonly (readonly [code: RegExp, TroubleCode])[] = [
  [/^ERR_SSL_\w*_(?:UNRECOGNIZED_NAME|ALERT_INTERNAL_ERROR)$/, "tls-no-certificate"],
  [/^ERR_SSL_\w*_ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE)$/, "tls-wants-certificate"],
];

export function nameTrouble(error: unknown, phase: Phase): Trouble {
  const cause = error instanceof AggregateError ? (error.errors.at(-1) ?? error) : error;
  const detail = wordsOf(cause);
  if (cause instanceof Troubled) return { code: cause.code, detail };
  const code = codeOf(cause);
  // A record header that OpenSSL cannot read as TLS at all: the other side speaks something else, nearly always plain HTTP.
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

/** OpenSSL's message is a record of its own source; its `reason` is what a person can read. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const words =
    "reason" in error && "library" in error && typeof error.reason === "string" ? error.reason : error.message;
  return words.replaceAll(/\s+/g, " ").trim().slice(0, 300);
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** RFC 8446, section 5.1: content type 21 (alert), then a version that begins with 3. */
function isTlsAlert(error: unknown): boolean {
  if (!(error instanceof Error && "rawPacket" in error && error.rawPacket instanceof Uint8Array)) return false;
  return error.rawPacket[0] === 0x15 && error.rawPacket[1] === 0x03;
}
