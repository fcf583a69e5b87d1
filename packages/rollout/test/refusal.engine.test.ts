// Every attempt that is rejected before anything is changed: the live release keeps running each time.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type PinnedImage, parsePinned } from "@deploy-actions/image";
import { localTarget } from "@deploy-actions/target";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { image, registry, removeFromEngine, TestApp } from "./test-app.ts";

let one: PinnedImage;
let two: PinnedImage;
let testApp: TestApp;

beforeAll(async () => {
  [one, two] = [await image("good", "1"), await image("good", "2")];
  testApp = await TestApp.open();
  await testApp.deploy(one);
});
beforeEach(() => testApp.compose());
afterEach(async () => expect(await testApp.version()).toBe("1"));
afterAll(() => testApp.close());

const credentials = (password: string) => ({ username: registry.username, password, registry: undefined });
const clean = (message: string, next: string) => ({
  outcome: "failed-clean",
  problem: { happened: expect.stringContaining(message), next: expect.stringContaining(next) },
});

describe("images", () => {
  it("that the registry refuses without a login, or with a wrong password", async () => {
    const three = await image("good", "3");
    await removeFromEngine(three);
    expect(await testApp.deploy(three)).toMatchObject(clean("could not be pulled", "No credentials were given"));
    expect(await testApp.deploy(three, { credentials: credentials("wrong") })).toMatchObject(
      clean("could not be pulled", "The registry rejected them"),
    );
  });

  it("that do not exist in the registry", async () => {
    const never = parsePinned(`${registry.host}/rollout-test/app@sha256:${"0".repeat(64)}`);
    expect(await testApp.deploy(never, { credentials: credentials(registry.password) })).toMatchObject(
      clean("could not be pulled", "Push it again"),
    );
  });

  it("of the rollback target, missing on the engine and not pullable without a login", async () => {
    const old = await image("good", "9");
    const otherApp = await TestApp.open();
    await otherApp.deploy(old);
    const current = await otherApp.deploy(one);
    await removeFromEngine(old);
    expect(await otherApp.rollback({ to: current.previous ?? "" })).toMatchObject(
      clean("could not be pulled", "registry-username"),
    );
    expect(await otherApp.version()).toBe("1");
    // With a login it is pulled again, and the rollback works.
    expect(await otherApp.rollback({}, { credentials: credentials(registry.password) })).toMatchObject({
      outcome: "deployed",
    });
    expect(await otherApp.version()).toBe("9");
    await otherApp.close();
  });
});

describe("compose files", () => {
  it.each([
    ["that do not parse", "services: [", "could not be read as YAML"],
    ["with an unknown key", "services:\n  web: { imagee: x }\n", "Compose cannot read", "imagee"],
    [
      "with an image that is not pinned",
      "services:\n  web: { image: x }\n  db: { image: postgres:16 }\n",
      "Service db",
      "postgres:16",
    ],
    ["without the service in the input `images`", "services:\n  app: { image: x }\n", "names web", "does not start"],
    [
      "that mount a writable folder of the checkout",
      'services:\n  web: { image: x, volumes: ["./data:/data"] }\n',
      "of the checkout",
      "named volume",
    ],
    [
      "with an invalid value",
      'services:\n  web: { image: x, ports: ["$SECRET:80"] }\n',
      "variables filled in",
      "Invalid",
    ],
  ])("%s", async (_, text, ...phrases) => {
    await writeFile(join(testApp.folder, "compose.yml"), text);
    const { outcome, problem } = await testApp.deploy(two);
    expect(outcome).toBe("failed-clean");
    for (const phrase of phrases) expect(problem?.happened).toContain(phrase);
  });

  it("that do not exist", async () => {
    const source = { path: join(testApp.folder, "none.yml"), checkout: [], images: { web: two } };
    expect(await testApp.deploy(two, {}, { source })).toMatchObject(clean("does not exist", "Correct the path"));
  });

  it("whose required variables are missing, for the new release or for the rollback target", async () => {
    expect(await testApp.deploy(two, { variables: { PORT: String(testApp.port) } })).toMatchObject(
      clean("SECRET", "environment-variables"),
    );
    await writeFile(
      join(testApp.folder, "compose.yml"),
      `services:\n  web: { image: x, ports: ["127.0.0.1:${testApp.port}:8080"] }\n`,
    );
    expect(await testApp.deploy(two, { variables: {} })).toMatchObject(
      clean("the rollback target if this release fails", "environment-variables"),
    );
  });
});

describe("a deployment", () => {
  it("without an engine", async () => {
    const target = localTarget();
    const run: typeof target.run = (command, options) =>
      target.run({ ...command, env: { ...command.env, DOCKER_HOST: "unix:///nowhere/docker.sock" } }, options);
    expect(await testApp.deploy(two, { target: { ...target, run } })).toMatchObject(
      clean("No Docker engine answers", "DOCKER_HOST"),
    );
  });

  it("whose ledger is invalid", async () => {
    const file = join(testApp.ledgerFolder, "ledger.jsonl");
    const text = await readFile(file, "utf8");
    await writeFile(file, `what is this\n${text}`);
    expect(await testApp.deploy(two)).toMatchObject(clean("Line 1 of the ledger", "ledger.jsonl"));
    await writeFile(file, text);
  });

  it("whose state folder is a file", async () => {
    const location = { stateDir: join(testApp.folder, "compose.yml"), app: testApp.app, environment: "dev" };
    expect(await testApp.deploy(two, { location })).toMatchObject(clean("could not be read", "`state-dir`"));
  });

  it("of an unknown release", async () => {
    expect(await testApp.rollback({ to: "0123456789abcdef" })).toMatchObject(
      clean("no release 0123456789abcdef", "(live)"),
    );
  });
});
