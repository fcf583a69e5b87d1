// The registry client against a server that sends anything.
import { type Clock, ProblemError, systemClock } from "@deploy-actions/contract";
import { checkWrite, connect, copyImage, type Registry, readTags } from "@deploy-actions/registry";
import fc from "fast-check";
import { parseChallenges } from "../../packages/registry/src/auth/challenge.ts";
import { lifeOf } from "../../packages/registry/src/auth/jwt.ts";
import { digestLike, type Manifest } from "../../packages/registry/src/client/manifest.ts";
import { endpointOf } from "../../packages/registry/src/http/endpoint.ts";
import { parseRetryAfter } from "../../packages/registry/src/http/retry.ts";
import { statusError } from "../../packages/registry/src/http/status-error.ts";
import { referrersOf } from "../../packages/registry/src/publish/referrers.ts";
import { repositorySource } from "../../packages/registry/src/source/repository.ts";
import { allowingProblem, allowingProblems, expectRepeatable, expectThat } from "./expect.ts";
import { anyText, jsonOf, textOf } from "./generators.ts";
import { expectProportional, shapesOf } from "./growth.ts";
import { answers } from "./http.ts";
import { type Area, property } from "./property.ts";
import { RawServer } from "./raw-server.ts";

const PASSWORD = "hunter2-is-the-password";
const DIGEST = `sha256:${"a".repeat(64)}`;
const OCI = "application/vnd.oci.image.manifest.v1+json";
const BYTES = new TextEncoder().encode(`{"mediaType": "${OCI}"}`);
const MANIFEST: Manifest = { bytes: BYTES, mediaType: OCI, digest: digestLike("", BYTES) };

/** Pauses are short, however long a registry asks to wait. */
const impatient: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 3), signal) };

let started: Promise<RawServer> | undefined;
const server = (): Promise<RawServer> => {
  started ??= RawServer.start();
  return started;
};

const OPERATIONS = {
  "resolve a tag": (registry) => registry.resolveDigest("acme/app", "v1"),
  "read a manifest": (registry) => registry.getManifest("acme/app", "v1"),
  "read a manifest by digest": (registry) => registry.getManifest("acme/app", DIGEST),
  "find a layer": (registry) => registry.findBlob("acme/app", DIGEST),
  "read a layer": (registry) => registry.canReadBlob("acme/app", DIGEST),
  "store a manifest": (registry) => registry.putManifest("acme/app", "v1", MANIFEST),
  "check the access": (registry) => checkWrite({ registry, name: "acme/app" }),
  "read tags": (registry) => readTags([{ registry, name: "acme/app" }], ["v1", "latest"]),
  "list referrers": (registry) => referrersOf({ registry, name: "acme/app" }, DIGEST),
  "download a layer": async (registry) => {
    const source = repositorySource({ registry, name: "acme/app" }, MANIFEST);
    for await (const _ of source.blob({ mediaType: "x", digest: DIGEST, size: 5 }));
  },
  "copy an image": async (registry) => {
    const manifest = await registry.getManifest("acme/app", "v1");
    return copyImage(repositorySource({ registry, name: "acme/app" }, manifest), [{ registry, name: "acme/copy" }]);
  },
} satisfies Record<string, (registry: Registry) => Promise<unknown>>;

const KEYS = [
  ...[
    "schemaVersion",
    "mediaType",
    "config",
    "layers",
    "manifests",
    "digest",
    "size",
    "annotations",
    "platform",
    "subject",
    "artifactType",
  ],
  ...[
    "token",
    "access_token",
    "expires_in",
    "issued_at",
    "refresh_token",
    "errors",
    "code",
    "message",
    "detail",
    "urls",
    "data",
    "os",
  ],
];
const LEAVES = [
  OCI,
  "application/vnd.oci.image.index.v1+json",
  DIGEST,
  2,
  5,
  "UNAUTHORIZED",
  "DENIED",
  "NAME_UNKNOWN",
  -1,
  1e300,
  "eyJ.eyJ.x",
];
const body = fc.oneof(
  { weight: 5, arbitrary: jsonOf(KEYS, LEAVES).map((value) => JSON.stringify(value)) },
  fc.constantFrom(
    `{"token":"t"}`,
    `{"mediaType":"${OCI}","config":{"mediaType":"x","digest":"${DIGEST}","size":2},"layers":[]}`,
    "null",
    "[]",
    "",
  ),
  anyText,
  fc.integer({ min: 1, max: 200_000 }).map((times) => "[".repeat(times)),
);
const challenged = answers(
  fc.constant(""),
  fc.constantFrom(
    'HTTP/1.1 401 No\r\nwww-authenticate: Bearer realm="http://{host}/token",service="x"',
    'HTTP/1.1 401 No\r\nwww-authenticate: Basic realm="x"',
  ),
);
const session = fc.oneof(
  fc.array(answers(body), { minLength: 1, maxLength: 4 }),
  fc
    .tuple(challenged, fc.array(answers(body), { minLength: 1, maxLength: 4 }))
    .map(([first, rest]) => [first, ...rest]),
);

export const registry: Area = {
  about: "answers of registries and token services",
  properties: [
    property(
      "any answers lead to a result, or to an error that says what to do and shows no password",
      fc.record({ operation: fc.constantFrom(...Object.keys(OPERATIONS)), session, isLoggedIn: fc.boolean() }),
      async ({ operation, session: all, isLoggedIn }) => {
        const raw = await server();
        raw.play(all);
        const client = connect({
          ...{ host: raw.host, access: "push", attempts: 2, pauseMs: 1, timeoutMs: 250, clock: impatient },
          ...(isLoggedIn ? { credentials: { username: "user", password: PASSWORD } } : {}),
        });
        const act: (registry: Registry) => Promise<unknown> = OPERATIONS[operation as keyof typeof OPERATIONS];
        const result = await allowingProblem(async () => {
          try {
            return await act(client);
          } catch (error) {
            if (error instanceof ProblemError) {
              expectThat(!JSON.stringify({ ...error.problem }).includes(PASSWORD), "the error shows the password");
            }
            throw error;
          }
        });
        if (operation === "resolve a tag" && result !== undefined) {
          expectThat(/^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$/.test(`${result}`), `${result} is not a digest`);
        }
      },
    ),
    property(
      "any challenge is parsed",
      textOf(["Bearer ", "Basic ", "realm", "=", '"', ",", "\\", " ", "service="]),
      (header) => {
        expectRepeatable(() => parseChallenges(header));
      },
    ),
    property(
      "the time for a challenge grows with its length",
      shapesOf(["Bearer ", "realm", "=", '"', ",", "\\", " ", "a", "\t"]),
      (shape) => expectProportional(shape, (text) => void parseChallenges(text)),
      { share: 0.2 },
    ),
    property(
      "any Retry-After is a time or nothing",
      fc.oneof(anyText, textOf(["1", "-", ".", "e", " ", "Thu, ", "GMT"])),
      (header) => {
        const ms = parseRetryAfter(header, 0);
        expectThat(ms === undefined || ms >= 0, `${ms} ms`);
      },
    ),
    property(
      "any token has a life or none",
      fc.oneof(
        anyText,
        jsonOf(["exp", "iat", "nbf"], [1e18, -1]).map(
          (claims) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`,
        ),
      ),
      (token) => {
        const life = lifeOf(token, 0);
        expectThat(!Number.isNaN(life ?? 0), "a life that is not a number");
      },
    ),
    property(
      "any host is an origin, or refused",
      textOf(["localhost", ":", "5000", "/", "@", "[", "]", "::1", ".", "ghcr.io", "?", "#", "%", "127.1", "0x7f.1"]),
      (host) => {
        const url = allowingProblems(() => endpointOf(host));
        if (url !== undefined) expectThat(url.username === "" && url.password === "" && url.pathname === "/", url.href);
      },
    ),
    property(
      "any error's body can be explained",
      fc.record({ status: fc.integer({ min: 100, max: 999 }), text: body }),
      ({ status, text }) => {
        statusError({ status, host: "r.example", asked: "do it", body: text });
      },
    ),
    property(
      "the time for an error's body grows with its length",
      shapesOf(['{"errors":[', '{"code":"', '","message":"', '"}', "]}", "<p>", "</p>", " ", "\n", "a", "<title>"]),
      (shape) =>
        expectProportional(
          shape,
          (text) => void statusError({ status: 403, host: "r.example", asked: "do it", body: text }),
        ),
      { share: 0.1 },
    ),
  ],
};
