// How a registry authenticates its callers. "basic" is a password file. "token" is the flow of GHCR and most others: a 401 names
// a token server, which issues a short-lived JWT for a scope to a known user; the registry checks the signature.
// Specification: https://distribution.github.io/distribution/spec/auth/token/ and /jwt/

import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { run } from "./program.ts";
import { tokenSigner } from "./token-signer.ts";

export type Credentials = { username: string; password: string };
/** The `auth` section of the registry's configuration, and the end of what serves it. */
export type Access = { configuration: object; stop(): Promise<void> };

export async function basicAccess(folder: string, { username, password }: Credentials): Promise<Access> {
  const path = join(folder, "htpasswd");
  await writeFile(path, `${username}:${await bcrypt(password)}\n`, { mode: 0o600 });
  return { configuration: { htpasswd: { realm: "registry", path } }, stop: async () => undefined };
}

/** The registry reads bcrypt only; crypt(3) of Debian and Ubuntu makes it, and perl, which both always have, reaches it. */
async function bcrypt(password: string): Promise<string> {
  const salt = `$2b$05$${randomBytes(16).toString("hex").slice(0, 21)}u`;
  const script = "my ($password, $salt) = split /\\n/, join('', <STDIN>); print crypt($password, $salt)";
  return run(["perl", "-e", script], { stdin: `${password}\n${salt}\n` });
}

const issuer = "deploy-actions test token server";
const lifetimeSeconds = 300;

export async function tokenAccess(folder: string, service: string, credentials: Credentials): Promise<Access> {
  const signer = tokenSigner(issuer);
  const certificate = join(folder, "token-signer.pem");
  await writeFile(certificate, signer.certificate);
  const server = createServer((request, response) => {
    const answer = answerTokenRequest(request, service, credentials, signer.sign);
    response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
  });
  const realm = `http://127.0.0.1:${await listen(server)}/token`;
  return {
    configuration: { token: { realm, service, issuer, rootcertbundle: certificate } },
    stop: () => close(server),
  };
}

type Answer = { status: number; body: object };

/** A known user gets the requested scopes, a request without credentials gets none, and wrong credentials are denied. */
function answerTokenRequest(
  request: IncomingMessage,
  service: string,
  known: Credentials,
  signed: (claims: object) => string,
): Answer {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  if (request.method !== "GET" || url.pathname !== "/token")
    return refusal(404, "UNSUPPORTED", "GET /token is all there is");
  if (url.searchParams.get("service") !== service) return refusal(400, "UNSUPPORTED", `the service is ${service}`);
  const given = request.headers.authorization;
  if (given !== undefined && given !== `Basic ${btoa(`${known.username}:${known.password}`)}`)
    return refusal(403, "DENIED", "denied");
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, nbf: now - 5, exp: now + lifetimeSeconds };
  const scopes = given === undefined ? [] : url.searchParams.getAll("scope");
  const access = scopes.flatMap((scope) => scope.split(" ").flatMap(parseScope));
  const jti = randomBytes(8).toString("hex");
  const token = signed({
    iss: issuer,
    sub: given === undefined ? "" : known.username,
    aud: service,
    jti,
    ...times,
    access,
  });
  return { status: 200, body: { token, expires_in: lifetimeSeconds } };
}

function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { errors: [{ code, message }] } };
}

/** `repository:acme/app:pull,push` */
function parseScope(scope: string): { type: string; name: string; actions: string[] }[] {
  const [, type, name, actions] = /^(\w+):(.+):([\w,*]+)$/.exec(scope) ?? [];
  return type && name && actions ? [{ type, name, actions: actions.split(",") }] : [];
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
