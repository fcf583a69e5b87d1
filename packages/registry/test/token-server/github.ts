// GitHub's ID-token service, as the runner's ACTIONS_ID_TOKEN_REQUEST_URL names it: GET with the audience and the job's own bearer token.
// https://docs.github.com/actions/reference/security/oidc

import type { Clock } from "@deploy-actions/contract";
import type { TokenSigner } from "../../../../test/engine/token-signer.ts";
import type { Answer, Heard } from "./service.ts";

export type Job = {
  readonly clock: Clock;
  requestToken: string;
  issuer: string;
  subject: string;
  /** Seconds an ID token lasts. */
  life: number;
};

export const ID_TOKEN_PATH = "/runs/7/idtoken";

export function speakGitHub(job: Job, signer: TokenSigner) {
  return ({ method, url, headers }: Heard): Answer => {
    if (method !== "GET" || url.pathname !== ID_TOKEN_PATH) return { status: 404 };
    if (headers.authorization?.replace(/^bearer /i, "") !== job.requestToken) return refusal(401, "Unauthorized");
    if (!headers.accept?.startsWith("application/json")) return refusal(400, `accept is ${headers.accept}`);
    if (url.searchParams.get("api-version") !== "2.0") return refusal(400, "the URL's own query was lost");
    const [audience, ...more] = url.searchParams.getAll("audience");
    if (audience === undefined || audience === "" || more.length > 0) return refusal(400, "one audience is wanted");
    const now = Math.floor(job.clock.date().getTime() / 1000);
    const times = { nbf: now - 600, iat: now, exp: now + job.life };
    return {
      status: 200,
      body: { value: signer.sign({ iss: job.issuer, sub: job.subject, aud: audience, ...times }) },
    };
  };
}

function refusal(status: number, message: string): Answer {
  return { status, body: { message } };
}
