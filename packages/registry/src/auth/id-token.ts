// Requests the job's ID token from GitHub: a short-lived statement, signed by GitHub, about the repository, ref and
// environment that the job runs for. https://docs.github.com/actions/reference/security/oidc
// Uses @actions/core, which also supports the job's proxies. Its HTTP client is heavy, so it is loaded on first use.
import { requireEncrypted } from "../http/endpoint.ts";
import { RegistryError } from "../http/error.ts";
import { withRetry } from "../http/retry.ts";
import { startStallTimer } from "../http/stall.ts";
import { statusError } from "../http/status-error.ts";
import { type RunRestriction, restrictionAdvice } from "./run-restrictions.ts";
import { redact, type TokenContext } from "./token-service.ts";

/** What the runner gives to a job that may request one: ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN. */
export type IdTokenRequest = { readonly url: string; readonly token: string };

/** The ID token for `audience`. Throws {@link RegistryError} `unauthorized` if the job may not have one. */
export async function idToken(
  request: IdTokenRequest | undefined,
  audience: string,
  restriction: RunRestriction,
  context: TokenContext,
): Promise<string> {
  if (request === undefined) throw notAllowed(restriction);
  context.mask(request.token);
  const url = URL.parse(request.url);
  if (url === null) throw invalidUrl(request.url);
  requireEncrypted(url, "ACTIONS_ID_TOKEN_REQUEST_URL");
  // core appends the audience with `&`.
  const withQuery = { url: url.search === "" ? `${url.href}?` : url.href, token: request.token };
  return withRetry(context.retryPolicy, async () => {
    const token = await fromCore(withQuery, audience, context, url.host);
    context.mask(token);
    return token;
  });
}

/** core's request cannot be cancelled and does not know our timeout, so a timeout only stops waiting for it. */
async function fromCore(
  request: IdTokenRequest,
  audience: string,
  context: TokenContext,
  host: string,
): Promise<string> {
  const { getIDToken } = await import("@actions/core");
  // core reads the request from these variables, which have the same values already in a job.
  process.env.ACTIONS_ID_TOKEN_REQUEST_URL = request.url;
  process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = request.token;
  const { timeoutMs, signal, clock } = context;
  const stallTimer = startStallTimer({ limitMs: timeoutMs, host, signal, clock });
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(stallTimer.signal.reason);
  stallTimer.signal.addEventListener("abort", onAbort, { once: true });
  if (stallTimer.signal.aborted) onAbort();
  try {
    return await Promise.race([
      getIDToken(audience).catch((error: unknown) => {
        throw errorFrom(redact([request.token], error instanceof Error ? error.message : String(error)), host);
      }),
      aborted.promise,
    ]);
  } finally {
    stallTimer.stop();
  }
}

/** core's error message contains the status and the response's text, or the reason why there was no response. */
function errorFrom(text: string, host: string): RegistryError {
  if (text.includes("do not have ID Token field")) return noToken(host);
  const [, status, body = ""] = /Error Code : (\d+)\s+Error Message: ([\s\S]*)/.exec(text) ?? [];
  if (status !== undefined) return refused(Number(status), body, host);
  const [, why = text] = /Error Message: ([\s\S]*)/.exec(text) ?? [];
  return new RegistryError({
    reason: "unavailable",
    message: `Could not request an ID token from ${host}: ${why.trim()}.`,
    state: "Nothing was sent to any registry.",
    next: "Run the job again. If that does not help, check https://www.githubstatus.com and that this runner can reach that host.",
    transient: true,
  });
}

function notAllowed(restriction: RunRestriction): RegistryError {
  return new RegistryError({
    reason: "unauthorized",
    message:
      "This job may not request an ID token from GitHub: ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set.",
    state: "Nothing was sent.",
    next:
      restrictionAdvice(restriction) ??
      "Add `permissions: id-token: write` to the job. A job that sets any permission loses those it does not name, so repeat `contents: read` and `packages: write`. In a reusable workflow, the calling job needs it too.",
  });
}

function refused(status: number, body: string, host: string): RegistryError {
  const general = statusError({ status, host, asked: "issue an ID token to this job", body });
  if (general.transient) return general;
  return new RegistryError({
    reason: "unauthorized",
    message: general.message,
    state: "Nothing was sent to any registry.",
    next: "The runner's permission to request one ends with the job: run the job again. If that does not help, check https://www.githubstatus.com.",
    status,
  });
}

function noToken(host: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${host} responded to the request for an ID token without one.`,
    state: "Nothing was sent to any registry.",
    next: "Run the job again. If that does not help, check https://www.githubstatus.com.",
  });
}

function invalidUrl(text: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `ACTIONS_ID_TOKEN_REQUEST_URL is not a valid URL: "${text}".`,
    state: "Nothing was sent.",
    next: "The runner sets this variable. Find out which earlier step or container option overwrites it.",
  });
}
