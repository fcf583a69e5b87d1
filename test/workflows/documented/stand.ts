// What documented workflows need around them: a repository with the sample app under the names that the documents use, its
// images, databases, a release tree to take the actions from, and one function that runs an entry of the manifest with act.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pythonWithPackages } from "../../../packages/migrate/test/python.ts";
import { project } from "../../../scripts/actions.ts";
import { type Sample, sample, statement } from "../../e2e/sample-stand.ts";
import { type Engine, engine } from "../../engine/index.ts";
import { freePort } from "../../engine/port.ts";
import { runAction } from "../../harness/index.ts";
import { runWorkflow, type WorkflowResult } from "../act.ts";
import { callingPortable } from "../portable.ts";
import { releaseTree } from "../release-tree.ts";
import { standIns } from "../stand-ins.ts";
import { withoutUnknownKeys } from "../unknown-keys.ts";
import { documentedBy, manifest, type RunEntry } from "./manifest.ts";
import type { Need } from "./needs.ts";
import { type Facts, filled, replaced } from "./replace.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../../..");
const SAMPLE = join(ROOT, "examples/sample-app");

export interface Stand {
  readonly run: (entry: RunEntry, signal: AbortSignal) => Promise<WorkflowResult>;
  readonly end: () => Promise<void>;
}

/** What all entries share. */
interface Ground {
  readonly act: string;
  readonly engine: Engine;
  readonly folder: string;
  readonly tree: string;
  readonly app: Sample;
  /** The repository, and its commits. */
  readonly repository: string;
  readonly one: string;
  readonly two: string;
  /** Where its compose files publish the app. */
  readonly port: string;
  readonly tenants: string;
}

/** What belongs to one entry. */
interface Scene {
  readonly facts: Facts;
  /** For every process of the run. */
  readonly environment: Readonly<Record<string, string>>;
}

export async function prepareStand(act: string): Promise<Stand> {
  const session = engine();
  const folder = await mkdtemp(join(tmpdir(), "deploy-actions-documented-"));
  const tree = await releaseTree();
  const app = await sample();
  const repository = join(folder, "shop");
  const port = String(await freePort());
  const commits = await makeRepository(repository, session, port);
  await app.image(commits.two); // The first image also migrates the database.
  const tenants = `tenants_${session.session}`;
  await statement(`CREATE DATABASE ${tenants}`);
  const ground: Ground = { act, engine: session, folder, tree, app, repository, port, ...commits, tenants };
  let count = 0;

  const end = async (): Promise<void> => {
    await removeContainers(prefixOf(session));
    await removeNetworks(prefixOf(session));
    await removeImages(`${session.registries.ghcr.host}/documented-`);
    await statement(`DROP DATABASE ${tenants} WITH (FORCE)`);
    await app.close();
    await removeRecords(session);
    await rm(folder, { recursive: true, force: true });
  };
  return {
    end,
    run: async (entry, signal) => {
      count += 1;
      await removeContainers(prefixOf(session));
      await removeRecords(session);
      return runEntry(ground, entry, await setUp(ground, entry, `documented-${count}`), signal);
    },
  };
}

/** Prefix of the names of everything that a document starts; other tests on the same engine have other prefixes. */
const prefixOf = ({ projectPrefix }: Engine) => `${projectPrefix}doc-`;

/** Removes what deploy stores for the documents' apps in its default folder, since the documents name no other. */
async function removeRecords(session: Engine): Promise<void> {
  const root = process.getuid?.() === 0 ? "/var/lib" : join(process.env.HOME ?? "", ".local/state");
  for (const app of ["shop", "billing"])
    await rm(join(root, "deploy-actions", `${prefixOf(session)}${app}`), { recursive: true, force: true });
}

async function makeRepository(
  folder: string,
  { baseImage }: Engine,
  port: string,
): Promise<{ one: string; two: string }> {
  await cp(SAMPLE, folder, {
    recursive: true,
    filter: (source) => !/\/(node_modules|releases)(\/|$)|\/\.gitignore$/.test(source.slice(SAMPLE.length)),
  });
  const dockerfile = join(folder, "Dockerfile");
  await writeFile(
    dockerfile,
    (await readFile(dockerfile, "utf8")).replace(/^ARG NODE_IMAGE=.*/m, `ARG NODE_IMAGE=${baseImage}`),
  );
  await writeFile(join(folder, "smoke-test.sh"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  await writeFile(join(folder, "requirements.txt"), "django-tenants\npsycopg\n");
  const backend = join(folder, "backend");
  await cp(join(ROOT, "packages/migrate/test/tenants-project"), backend, { recursive: true });
  const settings = join(backend, "settings.py");
  await writeFile(settings, (await readFile(settings, "utf8")).replace("DB_URL", "DATABASE_URL"));
  await mkdir(join(folder, "deploy"));
  for (const path of ["compose.yml", "deploy/compose.yml"]) await writeFile(join(folder, path), composeFile(port));
  await writeFile(join(folder, "deploy/services.yml"), composeFile(port) + WORKER);
  const billing = join(folder, "services/billing");
  for (const path of ["Dockerfile", "build", "compose.yml"]) {
    await cp(join(folder, path), join(billing, path), { recursive: true });
  }
  await mkdir(join(folder, ".github/workflows"), { recursive: true });
  await cp(join(ROOT, ".github/workflows/dev.yml"), join(folder, ".github/workflows/dev.yml"));
  await git(folder, "init", "--quiet", "--initial-branch=main");
  const one = await commit(folder, "One");
  return { one, two: await commit(folder, "Two") };
}

/** The compose file as actions/deploy/README.md shows it, without its cache, which cannot be pulled here. */
const composeFile = (port: string) => `services:
  web:
    image: shop
    restart: unless-stopped
    ports: ["127.0.0.1:${port}:3000"]
    environment:
      DB_URL: \${DB_URL}
`;

/** A second service of that file, of the same image. */
const WORKER = `  worker:
    image: worker
    environment:
      DB_URL: \${DB_URL}
`;

async function setUp(ground: Ground, { needs }: RunEntry, owner: string): Promise<Scene> {
  const { engine, app, port, two, tenants, repository } = ground;
  let scene: Scene = {
    facts: {
      owner,
      port,
      commit: two,
      registry: engine.registries.ghcr.host,
      user: engine.registries.ghcr.username,
      password: engine.registries.ghcr.password,
      prefix: prefixOf(engine),
      session: engine.session,
      database: app.databaseUrl,
      tenants: engine.postgres.url(tenants, "here"),
    },
    environment: {
      DOCKER_HOST: engine.dockerHost,
      DOCKER_CONFIG: engine.dockerConfig.anonymous,
      TEST_REPOSITORY: repository,
    },
  };
  for (const need of needs) scene = await MAKERS[need](ground, scene);
  return scene;
}

const MAKERS: Readonly<Record<Need, (ground: Ground, scene: Scene) => Promise<Scene>>> = {
  "image app": (ground, scene) => withImage(ground, scene, "app"),
  "image shop": (ground, scene) => withImage(ground, scene, "shop"),
  "image worker": (ground, scene) => withImage(ground, scene, "worker"),
  "running app": async ({ engine, app, two }, scene) => {
    const { prefix = "", port = "", database = "" } = scene.facts;
    const publish = `127.0.0.1:${port}:3000`;
    const options = ["--name", `${prefix}running`, "--label", engine.label, "--publish", publish, "--env", "DB_URL"];
    await run("docker", ["run", "--detach", ...options, await app.image(two)], {
      env: { ...process.env, DB_URL: database },
    });
    return scene;
  },
  "two releases": async (ground, scene) => {
    for (const commit of [ground.one, ground.two])
      await deployed(ground, scene, await ground.app.image(commit), commit);
    return scene;
  },
  "docker login": async ({ engine }, scene) => ({
    ...scene,
    environment: { ...scene.environment, DOCKER_CONFIG: engine.dockerConfig.loggedIn },
  }),
  python: async ({ folder }, scene) => {
    const { program, env } = await pythonWithPackages();
    const bin = join(folder, "python");
    await mkdir(bin);
    await symlink(program, join(bin, "python3"));
    await writeFile(join(bin, "pip"), `#!/bin/sh\nexec "${program}" -m pip "$@"\n`, { mode: 0o755 });
    return { ...scene, environment: { ...scene.environment, ...env, PATH: `${bin}:${process.env.PATH}` } };
  },
};

async function withImage({ engine, app, two }: Ground, scene: Scene, name: string): Promise<Scene> {
  const { registry = "", owner = "" } = scene.facts;
  const image = await app.image(two);
  const env = { ...process.env, DOCKER_CONFIG: engine.dockerConfig.loggedIn };
  for (const tag of [`sha-${two}`, "latest", "main"]) {
    const reference = `${registry}/${owner}/${name}:${tag}`;
    await run("docker", ["tag", image, reference]);
    await run("docker", ["push", "--quiet", reference], { env });
    await run("docker", ["rmi", reference]);
  }
  return { ...scene, facts: { ...scene.facts, digest: image.slice(image.indexOf("@") + 1) } };
}

async function deployed(
  { engine, repository }: Ground,
  { facts }: Scene,
  image: string,
  commit: string,
): Promise<void> {
  const { prefix = "", port = "", database = "" } = facts;
  const inputs = {
    app: `${prefix}shop`,
    environment: "prod",
    images: `web=${image}`,
    "health-url": `http://127.0.0.1:${port}/health`,
    "expected-json": `/commit=${commit}`,
    "environment-variables": `DB_URL=${database}`,
  };
  const env = { DOCKER_HOST: engine.dockerHost, DOCKER_CONFIG: engine.dockerConfig.anonymous };
  const { exitCode, log } = await runAction("deploy", { inputs, env, workspace: repository });
  if (exitCode !== 0) throw new Error(`the release to roll back from could not be deployed:\n${log}`);
}

async function runEntry(ground: Ground, entry: RunEntry, { facts, environment }: Scene, signal: AbortSignal) {
  const { act, engine, folder, tree, repository, one, two } = ground;
  const text = replaced(documentedBy(entry).text, { ...manifest.replace, ...entry.replace }, facts);
  const values = (words: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(words).map(([name, value]) => [name, filled(value, facts)]));
  const inputs = values(entry.inputs);
  const workflow = ".github/workflows/documented.yml";
  await writeFile(join(repository, workflow), withoutUnknownKeys(callingPortable(text)));
  const isCalled = entry.event === "workflow_call";
  if (isCalled) await writeFile(join(repository, ".github/workflows/caller.yml"), callerOf(workflow, inputs));
  const files = { secretFile: join(folder, "secrets"), varFile: join(folder, "variables") };
  await writeFile(
    files.secretFile,
    assignments({ GITHUB_TOKEN: engine.registries.ghcr.password, ...values(entry.secrets) }),
  );
  await writeFile(files.varFile, assignments(values(entry.variables)));
  const payload = join(folder, "pull-request.json");
  await writeFile(payload, JSON.stringify({ pull_request: { base: { ref: "main", sha: one }, head: { sha: two } } }));
  return runWorkflow({
    act,
    signal,
    ...files,
    ...(entry.event === "pull_request" ? { payload } : {}),
    repository,
    workflow: isCalled ? ".github/workflows/caller.yml" : workflow,
    event: entry.event === "workflow_call" ? "push" : entry.event,
    ...(entry.event === "workflow_dispatch" ? { inputs } : {}),
    local: { [`${project().repository}@v1`]: tree, ...standIns },
    actor: engine.registries.ghcr.username,
    cache: join(folder, "act"),
    environment,
  });
}

/** Starts a workflow that only others may call. */
const callerOf = (workflow: string, inputs: Readonly<Record<string, string>>) =>
  JSON.stringify({ on: "push", jobs: { call: { uses: `./${workflow}`, with: inputs, secrets: "inherit" } } });

/** act's files: NAME="value", with line ends written as \n. */
const assignments = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
    .join("");

// What a document starts has no label of the engine's session, so it is found by its name.

async function removeContainers(prefix: string): Promise<void> {
  const names = await namesFrom(prefix, ["ps", "--all", "--format", "{{.Names}}"]);
  if (names.length > 0) await run("docker", ["rm", "--force", "--volumes", ...names]);
}

async function removeNetworks(prefix: string): Promise<void> {
  const names = await namesFrom(prefix, ["network", "ls", "--format", "{{.Name}}"]);
  if (names.length > 0) await run("docker", ["network", "rm", ...names]);
}

async function removeImages(prefix: string): Promise<void> {
  const names = await namesFrom(prefix, ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"]);
  const tagged = names.filter((name) => !name.endsWith(":<none>"));
  if (tagged.length > 0) await run("docker", ["image", "rm", "--force", ...tagged]);
}

async function namesFrom(prefix: string, list: readonly string[]): Promise<string[]> {
  const { stdout } = await run("docker", list);
  return stdout.split("\n").filter((name) => name.startsWith(prefix));
}

async function commit(folder: string, message: string): Promise<string> {
  const identity = ["-c", "user.name=Reader", "-c", "user.email=reader@example.com"];
  await git(folder, "add", "--all");
  await git(folder, ...identity, "commit", "--quiet", "--allow-empty", "--message", message);
  const { stdout } = await git(folder, "rev-parse", "HEAD");
  return stdout.trim();
}

const git = (folder: string, ...args: readonly string[]) => run("git", ["-C", folder, ...args]);
