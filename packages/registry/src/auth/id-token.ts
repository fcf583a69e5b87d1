// Requests the job's ID token from GitHub: a short-lived statement, signed by GitHub, about the repository, ref and
// environment that the job runs for. https://docs.github.com/actions/reference/security/oidc
// The runner sets the URL and its token for every step, so an earlier step cannot replace them in a job that may request one.
import { z } from "zod/mini";
import { isEncrypted } from "../http/endpoint.ts";
import { RegistryError } from "../http/error.ts";
import { openNetwork } from "../http/network.ts";
import { withRetry } from "../http/retry.ts";
import { statusError } from "../http/status-error.ts";
import { type RunRestriction, restrictionAdvice } from "./run-restrictions.ts";
import { callTokenService, jsonIn, type TokenContext } from "./token-service.ts";

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
  if (url === null) throw invalidUrl("is not a valid URL");
  if (!isEncrypted(url)) throw invalidUrl(`leads to ${url.protocol}//${url.host}, which is not encrypted`);
  url.search += `${url.search === "" ? "?" : "&"}audience=${encodeURIComponent(audience)}`;
  const network = openNetwork({ host: url.host, input: url });
  const headers = { authorization: `Bearer ${request.token}` };
  return withRetry(context.retryPolicy, async () => {
    const asked = { network, method: "GET", url, headers, secrets: [request.token], follows: false } as const;
    const response = await callTokenService(asked, context);
    if (response.status !== 200) throw refused(response.status, response.text, url.host);
    const { data } = Answer.safeParse(jsonIn(response));
    if (data === undefined) throw noToken(url.host);
    context.mask(data.value);
    return data.value;
  });
}

const Answer = z.object({ value: z.string().check(z.minLength(1)) });

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

function invalidUrl(what: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `ACTIONS_ID_TOKEN_REQUEST_URL ${what}.`,
    state: "Nothing was sent.",
    next: "The runner sets this variable. Find out which earlier step or container option overwrites it.",
  });
}
