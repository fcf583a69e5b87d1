// Asks GitHub for the job's ID token: a short-lived statement, signed by GitHub, of which repository, ref and environment
// the job runs for. https://docs.github.com/actions/reference/security/oidc
import { z } from "zod";
import { trusted } from "../endpoint.ts";
import { RegistryError } from "../error.ts";
import { explain } from "../explain.ts";
import { persist } from "../retry.ts";
import { askService, jsonOf, type Means, type Said } from "./ask.ts";
import { instead, type RunLimits } from "./run-limits.ts";

/** What the runner gives a job that may ask: ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN. */
export type IdTokenRequest = { readonly url: string; readonly token: string };

const Answer = z.object({ value: z.string().min(1) });

/** The ID token for `audience`. Throws {@link RegistryError} `unauthorized` where the job may not have one. */
export async function idToken(
  request: IdTokenRequest | undefined,
  audience: string,
  limits: RunLimits,
  means: Means,
): Promise<string> {
  if (request === undefined) throw mayNotAsk(limits);
  means.mask(request.token);
  const url = URL.parse(request.url);
  if (url === null) throw notAUrl(request.url);
  trusted(url, "ACTIONS_ID_TOKEN_REQUEST_URL");
  url.searchParams.set("audience", audience);
  return persist(means.patience, async () => {
    const headers = { authorization: `bearer ${request.token}`, accept: "application/json; api-version=2.0" };
    const said = await askService({ method: "GET", url, headers, secrets: [request.token] }, means);
    if (said.status !== 200) throw refused(said, url.host);
    const { data } = Answer.safeParse(jsonOf(said));
    if (data === undefined) throw nothingInIt(url.host);
    means.mask(data.value);
    return data.value;
  });
}

function mayNotAsk(limits: RunLimits): RegistryError {
  return new RegistryError({
    reason: "unauthorized",
    message:
      "This job may not ask GitHub for an ID token: ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set.",
    state: "Nothing was sent.",
    next:
      instead(limits) ??
      "Give the job `permissions: id-token: write`. Naming any permission takes away those not named, so repeat `contents: read` and `packages: write`; in a reusable workflow the calling job needs it too.",
  });
}

function refused(said: Said, host: string): RegistryError {
  const retryAfter = said.headers.get("retry-after");
  const asked = "give this job an ID token";
  const general = explain({ status: said.status, host, asked, body: said.text, retryAfter });
  if (general.passing) return general;
  return new RegistryError({
    reason: "unauthorized",
    message: general.message,
    state: "No registry was asked for anything.",
    next: "The runner's permission to ask ends with the job: run the job again. Should that not help, see https://www.githubstatus.com.",
    status: said.status,
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
    message: `ACTIONS_ID_TOKEN_REQUEST_URL is no URL: "${text}".`,
    state: "Nothing was sent.",
    next: "The runner sets this variable; see which earlier step or container option overwrites it.",
  });
}
