// Asks GitHub for the job's ID token: a short-lived statement, signed by GitHub, of which repository, ref and environment
// the job runs for. https://docs.github.com/actions/reference/security/oidc
// The request is @actions/core's, which also honours the proxies of the job; its HTTP client is heavy and loads when it is used.
import { trusted } from "../http/endpoint.ts";
import { RegistryError } from "../http/error.ts";
import { withRetry } from "../http/retry.ts";
import { startStallTimer } from "../http/stall.ts";
import { statusError } from "../http/status-error.ts";
import { type RunRestriction, restrictionAdvice } from "./run-restrictions.ts";
import { redact, type TokenContext } from "./token-service.ts";

/** What the runner gives a job that may ask: ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN. */
export type IdTokenRequest = { readonly url: string; readonly token: string };

/** The ID token for `audience`. Throws {@link RegistryError} `unauthorized` where the job may not have one. */
export async function idToken(
  request: IdTokenRequest | undefined,
  audience: string,
  limits: RunRestriction,
  means: TokenContext,
): Promise<string> {
  if (request === undefined) throw mayNotAsk(limits);
  means.mask(request.token);
  const url = URL.parse(request.url);
  if (url === null) throw notAUrl(request.url);
  trusted(url, "ACTIONS_ID_TOKEN_REQUEST_URL");
  // core appends the audience by `&`.
  const asked = { url: url.search === "" ? `${url.href}?` : url.href, token: request.token };
  return withRetry(means.retryPolicy, async () => {
    const token = await fromCore(asked, audience, means, url.host);
    means.mask(token);
    return token;
  });
}

/** core can't be cancelled and sets no limit of ours: whoever waits stops waiting, and the request ends with the process. */
async function fromCore(request: IdTokenRequest, audience: string, means: TokenContext, host: string): Promise<string> {
  const { getIDToken } = await import("@actions/core");
  // It knows the request only by these variables, which in a job hold the same already.
  process.env.ACTIONS_ID_TOKEN_REQUEST_URL = request.url;
  process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = request.token;
  const guard = startStallTimer(means.timeoutMs, host, means.signal);
  const given = Promise.withResolvers<never>();
  const giveUp = () => given.reject(guard.signal.reason);
  guard.signal.addEventListener("abort", giveUp, { once: true });
  if (guard.signal.aborted) giveUp();
  try {
    return await Promise.race([
      getIDToken(audience).catch((error: unknown) => {
        throw failureOf(redact([request.token], error instanceof Error ? error.message : String(error)), host);
      }),
      given.promise,
    ]);
  } finally {
    guard.end();
  }
}

/** What core's sentence means: it carries the status and the service's words, or that no answer came. */
function failureOf(said: string, host: string): RegistryError {
  if (said.includes("do not have ID Token field")) return nothingInIt(host);
  const [, status, body = ""] = /Error Code : (\d+)\s+Error Message: ([\s\S]*)/.exec(said) ?? [];
  if (status !== undefined) return refused(Number(status), body, host);
  const [, why = said] = /Error Message: ([\s\S]*)/.exec(said) ?? [];
  return new RegistryError({
    reason: "unavailable",
    message: `${host} could not be asked for an ID token: ${why.trim()}.`,
    state: "No registry was asked for anything.",
    next: "Run the job again; should that not help, see https://www.githubstatus.com, and whether this runner reaches that host.",
    transient: true,
  });
}

function mayNotAsk(limits: RunRestriction): RegistryError {
  return new RegistryError({
    reason: "unauthorized",
    message:
      "This job may not ask GitHub for an ID token: ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set.",
    state: "Nothing was sent.",
    next:
      restrictionAdvice(limits) ??
      "Give the job `permissions: id-token: write`. Naming any permission takes away those not named, so repeat `contents: read` and `packages: write`; in a reusable workflow the calling job needs it too.",
  });
}

function refused(status: number, body: string, host: string): RegistryError {
  const general = statusError({ status, host, asked: "give this job an ID token", body, retryAfter: null });
  if (general.transient) return general;
  return new RegistryError({
    reason: "unauthorized",
    message: general.message,
    state: "No registry was asked for anything.",
    next: "The runner's permission to ask ends with the job: run the job again. Should that not help, see https://www.githubstatus.com.",
    status,
  });
}

function nothingInIt(host: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${host} answered the request for an ID token without one.`,
    state: "No registry was asked for anything.",
    next: "Run the job again; should that not help, see https://www.githubstatus.com.",
  });
}

function notAUrl(text: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `ACTIONS_ID_TOKEN_REQUEST_URL is not a valid URL: "${text}".`,
    state: "Nothing was sent.",
    next: "The runner sets this variable; see which earlier step or container option overwrites it.",
  });
}
