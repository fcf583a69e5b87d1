// The shipped bundle with wrong inputs and registries that misbehave, without an engine.
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { type Script, scriptedServer } from "../../../packages/registry/test/scripted-server.ts";
import { type RunOptions, runAction } from "../../../test/harness/index.ts";

const NAME = "dual-registry-push";
const DIGEST = `sha256:${"ab".repeat(32)}`;
const SECRET = "s3cr3t-of-the-registry";

const push = (inputs: Record<string, string>, options: RunOptions = {}) => runAction(NAME, { ...options, inputs });

/** Promotes from and to a server that follows the script. */
async function promote(script: Script, inputs: Record<string, string> = {}, options: RunOptions = {}) {
  await using server = await scriptedServer(script);
  const result = await push(
    {
      image: `${server.host}/acme/app@${DIGEST}`,
      registry: "ghcr",
      "ghcr-image": `${server.host}/acme/app`,
      "ghcr-token": SECRET,
      tags: "dev-0a1b2c3",
      "timeout-seconds": "1",
      "max-attempts": "2",
      ...inputs,
    },
    options,
  );
  expect(result.log + result.summary).not.toContain(SECRET);
  expect(result.leftInTemp).toEqual([]);
  return { ...result, heard: server.heard };
}

it("reports every missing or malformed input at once", async () => {
  const { exitCode, log } = await push({ registry: "docker-hub", tags: "feature/x", "max-attempts": "0" });
  expect(exitCode).toBe(1);
  for (const input of ["image", "registry", "tags", "max-attempts"]) expect(log).toContain(`Input \`${input}\``);
  expect(log).toContain("slashes of a branch name");
});

it.each([
  [{ image: "app:t" }, ["`ghcr-image` is needed", "`acr-image` is needed"]],
  [{ image: "app:t", registry: "ghcr", "ghcr-image": "acme/app:v1" }, ["without tag or digest"]],
  [{ image: "app:t", "ghcr-image": "x.io/app", "acr-image": "x.io/App" }, ["x.io/app is listed twice"]],
  [
    { image: "app:t", registry: "ghcr", "ghcr-image": "acme/app", "acr-client-id": "c" },
    ["`acr-tenant-id` is missing"],
  ],
  [{ image: `app@${DIGEST}`, registry: "ghcr", "ghcr-image": "acme/app" }, ["does not name a registry"]],
  [{ image: "app:t@sha256:abc", registry: "ghcr", "ghcr-image": "acme/app" }, ["3 hex digits instead of 64"]],
])("refuses %j and says what to do", async (inputs, words) => {
  const { exitCode, log, outputs } = await push({ tags: "dev-0a1b2c3", ...inputs });
  expect(exitCode).toBe(1);
  for (const word of words) expect(log).toContain(word);
  expect(outputs).toEqual({ digest: "", references: "", outcome: "" });
});

it.each([
  ["Dev/Main", "slashes of a branch name"],
  [`v${"1".repeat(128)}`, "is 129 characters long"],
  ["dev-0a1b2c3, -x", "must not start with"],
])("refuses the tags %s", async (tags, words) => {
  const { exitCode, log, outputs } = await push({ image: "app:t", tags });
  expect(exitCode).toBe(1);
  expect(log).toContain(words);
  expect(outputs).toEqual({});
});

it.each([
  [401, "Check the user name and password", 1],
  [403, "Grant them pull and push access", 2],
  [404, "Check the name and tag", 2],
  [429, "limits the number of requests", 2],
  [500, "Check its status page", 3],
])("fails on a registry that responds with %i and says what to do", async (status, remedy, requests) => {
  const { exitCode, log, heard } = await promote(({ path }) => ({
    status: path === "/v2/" ? 200 : status,
    headers: { "retry-after": "0" },
  }));
  expect(exitCode).toBe(1);
  expect(log).toContain(remedy);
  expect(log).toContain("State: ");
  expect(heard.filter(({ path }) => path.endsWith(DIGEST))).toHaveLength(requests);
});

it("times out on a registry that does not respond", async () => {
  const { exitCode, log } = await promote(() => undefined, { "max-attempts": "1" });
  expect(exitCode).toBe(1);
  expect(log).toMatch(/timed out: no data for 1 s/);
  expect(log).toContain("timeout-seconds");
});

it("names a registry that refuses connections", async () => {
  const gone = await scriptedServer(() => undefined);
  await gone[Symbol.asyncDispose]();
  const repository = `${gone.host}/acme/app`;
  const inputs = { "ghcr-image": repository, image: `${repository}@${DIGEST}`, "max-attempts": "1" };
  const { exitCode, log } = await promote(() => undefined, inputs);
  expect(exitCode).toBe(1);
  expect(log).toContain(`${gone.host} refused the connection (ECONNREFUSED)`);
});

it("stops when the run is cancelled", async () => {
  const { conclusion, log, cancelled } = await promote(
    () => undefined,
    { "timeout-seconds": "60" },
    { cancel: { afterMs: 1500 } },
  );
  expect(conclusion).toBe("cancelled");
  expect(log).toContain("Cancelled (SIGINT)");
  expect(cancelled?.sent).toEqual(["SIGINT"]);
});

it("says that a run for a pull request from a fork may not push, whatever the job's permissions", async () => {
  const repo = (full_name: string) => ({ repo: { full_name } });
  const event = { pull_request: { head: repo("eve/app"), base: repo("acme/app") } };
  const { exitCode, log } = await promote(
    () => ({ status: 403 }),
    {},
    { event, github: { event_name: "pull_request" } },
  );
  expect(exitCode).toBe(1);
  expect(log).toContain("refused to");
  expect(log).toContain("pull request from a fork");
  expect(log).toContain("`on: push`");
});

/** An image without layers, in a registry that has it by digest and under `tags`. `answer` is called first. */
async function promoteImage(
  tags: Readonly<Record<string, string>>,
  answer: Script = () => undefined,
  inputs: Record<string, string> = {},
) {
  const type = "application/vnd.oci.image.manifest.v1+json";
  const config = { mediaType: "application/vnd.oci.image.config.v1+json", digest: DIGEST, size: 2 };
  const image = JSON.stringify({ schemaVersion: 2, mediaType: type, config, layers: [] });
  const digest = `sha256:${createHash("sha256").update(image).digest("hex")}`;
  await using server = await scriptedServer((heard, response) => {
    const early = answer(heard, response);
    if (early !== undefined) return early;
    const { method, path } = heard;
    if (method === "POST") return { status: 202, headers: { location: "/upload" } };
    if (method === "PUT") return { status: 201 };
    const [, reference = ""] = /\/manifests\/(.+)$/.exec(path) ?? [];
    const found = reference === digest ? digest : tags[reference];
    if (found === undefined) return { status: 404 };
    return { status: 200, headers: { "docker-content-digest": found, "content-type": type }, body: image };
  });
  const repository = `${server.host}/acme/app`;
  const result = await push({
    image: `${repository}@${digest}`,
    source: "registry",
    registry: "ghcr",
    "ghcr-image": repository,
    tags: "dev-0a1b2c3",
    "max-attempts": "1",
    ...inputs,
  });
  return { ...result, digest, repository, heard: server.heard };
}

it("checks write access before anything is sent, even for a promotion", async () => {
  const { exitCode, log, heard } = await promoteImage({}, ({ method }) =>
    method === "POST" ? { status: 403, body: "no" } : undefined,
  );
  expect(exitCode).toBe(1);
  expect(log).toContain("Grant them pull and push access");
  expect(heard.filter(({ method }) => method === "PUT")).toEqual([]);
});

it("shows in the summary why a push is refused, where the image is from and what the tags point to", async () => {
  const other = `sha256:${"0".repeat(64)}`;
  const { exitCode, summary, digest, repository } = await promoteImage({ "dev-0a1b2c3": other }, undefined, {
    tags: "dev-0a1b2c3, dev-latest",
  });
  expect(exitCode).toBe(1);
  expect(summary).toMatch(/^<h3>❌ Image not published/);
  expect(summary).toContain(`From <code>${repository}@${digest.slice(0, 19)}</code>.`);
  expect(summary).toContain("and the tag ends in what may be a short commit");
  expect(summary).toContain("Next: Build once per commit");
  const row = (tag: string, names: string) =>
    `<td><code>${repository}</code></td><td><code>${tag}</code></td><td>${names}</td>`;
  expect(summary).toContain(row("dev-0a1b2c3", `<code>${other.slice(0, 19)}</code>`));
  expect(summary).toContain(row("dev-latest", "missing"));
  const [shown, folded] = summary.split("Full digests");
  expect(shown).not.toContain(other);
  expect(folded).toContain(other);
});

it("says in the summary which tags could not be read", async () => {
  const { exitCode, summary } = await promoteImage({}, ({ path }) =>
    path.endsWith("dev-0a1b2c3") ? { status: 503 } : undefined,
  );
  expect(exitCode).toBe(1);
  expect(summary).toMatch(/<code>dev-0a1b2c3<\/code><\/td><td>unknown: .*HTTP 503/);
});

it("shows a summary of a push that fails while the tags are written", async () => {
  const { exitCode, summary, digest } = await promoteImage({ "dev-latest": DIGEST }, ({ method, path }) =>
    method === "PUT" && path.endsWith("dev-0a1b2c3") ? { status: 409 } : undefined,
  );
  expect(exitCode).toBe(1);
  expect(summary).toContain(`<h3>❌ Image not published: <code>${digest.slice(0, 19)}</code></h3>`);
  expect(summary).toContain("<td>❌ failed</td>");
  expect(summary).toContain("<code>dev-0a1b2c3</code></td><td>missing</td>");
});

it("shows in the summary what was promoted and from where", async () => {
  const tags: Record<string, string> = {};
  const written: Script = ({ method, path, body }) => {
    const [, tag] = /\/manifests\/([^:]+)$/.exec(path) ?? [];
    if (method === "PUT" && tag !== undefined) tags[tag] = `sha256:${createHash("sha256").update(body).digest("hex")}`;
    return undefined;
  };
  const { exitCode, summary, digest, repository } = await promoteImage(tags, written);
  expect(exitCode).toBe(0);
  expect(summary).toMatch(/^<h3>✅ Image published: <code>sha256:[0-9a-f]{12}<\/code><\/h3>/);
  expect(summary).toContain(`From <code>${repository}@${digest.slice(0, 19)}</code>.`);
  expect(summary).toContain(`<td><code>${repository}</code></td><td>✅ pushed</td><td><code>dev-0a1b2c3</code></td>`);
  expect(summary).toContain("<summary>References to deploy</summary>");
  expect(summary).toContain(`${repository}@${digest}`);
});

it("sends no more requests after the run is cancelled, but writes a summary", async () => {
  const { heard, summary, conclusion } = await promote(
    () => undefined,
    { "timeout-seconds": "60" },
    { cancel: { afterMs: 1500 } },
  );
  expect(conclusion).toBe("cancelled");
  expect(heard).toHaveLength(1);
  expect(summary).toContain("❌ Image not published");
});

it("gives up at the deadline", async () => {
  const { exitCode, log } = await promote(() => undefined, { "timeout-seconds": "60", "deadline-seconds": "1" });
  expect(exitCode).toBe(1);
  expect(log).toContain("The push did not finish within 1 s.");
  expect(log).not.toContain("Cancelled");
});

it("says that there is no engine if only an engine can have the image", async () => {
  const { exitCode, log } = await push(
    { image: "app:t", registry: "ghcr", "ghcr-image": "acme/app", tags: "dev-0a1b2c3" },
    { env: { DOCKER_HOST: "unix:///nonexistent/docker.sock" } },
  );
  expect(exitCode).toBe(1);
  expect(log).toMatch(/No Docker engine answers|There is no docker command/);
});
