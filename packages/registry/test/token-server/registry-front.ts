// A registry behind its token service: hands /v2/ on to a real one where there is one; else checks the token itself and
// knows one manifest, which is all that a test of logins needs.
import { request as ask } from "node:http";
import type { Clock } from "@deploy-actions/contract";
import { z } from "zod";
import type { TokenSigner } from "../../../../test/engine/token-signer.ts";
import type { Answer, Handing, Heard } from "./service.ts";

const Access = z.object({
  aud: z.string(),
  exp: z.number(),
  access: z.array(z.object({ name: z.string(), actions: z.array(z.string()) })),
});

/** The digest of the one manifest. */
export const DIGEST = `sha256:${"4".repeat(64)}`;

/** `/v2/` names the token server. `/v2/NAME/manifests/REFERENCE` needs pull access, `/v2/NAME/blobs/uploads/` push access. */
export function speakRegistry(realm: () => string, service: () => string, signer: TokenSigner, clock: Clock) {
  return ({ method, url, headers }: Heard): Answer | undefined => {
    if (url.pathname === "/v2/") {
      const challenge = `Bearer realm="${realm()}",service="${service()}"`;
      return { status: 401, headers: { "www-authenticate": challenge }, body: { errors: [{ code: "UNAUTHORIZED" }] } };
    }
    const [, name, what] = /^\/v2\/(.+)\/(manifests\/[^/]+|blobs\/uploads\/)$/.exec(url.pathname) ?? [];
    if (name === undefined || what === undefined) return undefined;
    const action = method === "POST" ? "push" : "pull";
    const problem = tokenProblem(headers.authorization, name, action, service(), signer, clock);
    if (problem !== undefined) {
      const challenge = `Bearer realm="${realm()}",service="${service()}",scope="repository:${name}:${action}"${problem}`;
      const errors = [{ code: "UNAUTHORIZED", message: "authentication required" }];
      return { status: 401, headers: { "www-authenticate": challenge }, body: { errors } };
    }
    if (method === "POST") return { status: 202, headers: { location: `/v2/${name}/blobs/uploads/1` } };
    return { status: 200, headers: { "docker-content-digest": DIGEST } };
  };
}

function tokenProblem(
  header: string | undefined,
  name: string,
  action: string,
  service: string,
  signer: TokenSigner,
  clock: Clock,
): string | undefined {
  if (header === undefined) return "";
  const { data } = Access.safeParse(signer.verified(header.replace(/^Bearer /, "")));
  if (data === undefined || data.aud !== service || data.exp < clock.date().getTime() / 1000)
    return ',error="invalid_token"';
  const may = data.access.some((one) => one.name === name && one.actions.includes(action));
  return may ? undefined : ',error="insufficient_scope"';
}

/** Hands everything below /v2/ on to the registry at `host`, as a stream. */
export function handOn(host: () => string): Handing {
  return {
    open: (path) => path.startsWith("/v2/") || path === "/v2",
    takeOver(request, response) {
      const { method, headers, url } = request;
      const upstream = ask(`http://${host()}${url}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      upstream.on("error", () => response.destroy());
      request.pipe(upstream);
    },
  };
}
