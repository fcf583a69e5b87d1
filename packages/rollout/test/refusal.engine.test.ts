// Everything that is refused before anything is touched: each time the release that served before still serves.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type PinnedImage, parsePinned } from "@deploy-actions/image";
import { localTarget } from "@deploy-actions/target";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forget, image, registry, Stand } from "./test-app.ts";

let one: PinnedImage;
let two: PinnedImage;
let stand: Stand;

beforeAll(async () => {
  [one, two] = [await image("good", "1"), await image("good", "2")];
  stand = await Stand.open();
  await stand.deploy(one);
});
beforeEach(() => stand.compose());
afterEach(async () => expect(await stand.version()).toBe("1"));
afterAll(() => stand.close());

const credentials = (password: string) => ({ username: registry.username, password, registry: undefined });
const clean = (message: string, next: string) => ({
  outcome: "failed-clean",
  problem: { message: expect.stringContaining(message), next: expect.stringContaining(next) },
});

describe("images", () => {
  it("that the registry does not give away without a login, or with a wrong one", async () => {
    const three = await image("good", "3");
    await forget(three);
    expect(await stand.deploy(three)).toMatchObject(clean("could not be pulled", "None were given"));
    expect(await stand.deploy(three, { credentials: credentials("wrong") })).toMatchObject(
      clean("could not be pulled", "They were refused"),
    );
  });

  it("that the registry never had", async () => {
    const never = parsePinned(`${registry.host}/rollout-test/app@sha256:${"0".repeat(64)}`);
    expect(await stand.deploy(never, { credentials: credentials(registry.password) })).toMatchObject(
      clean("could not be pulled", "Push it again"),
    );
  });

  it("of the release to roll back to, gone from engine and registry", async () => {
    const lost = await image("good", "9");
    const away = await Stand.open();
    await away.deploy(lost);
    const back = await away.deploy(one);
    await forget(lost);
    expect(await away.rollback({ to: back.previous ?? "" })).toMatchObject(
      clean("could not be pulled", "registry-username"),
    );
    expect(await away.version()).toBe("1");
    // With a login it is pulled again, and the way back is open.
    expect(await away.rollback({}, { credentials: credentials(registry.password) })).toMatchObject({
      outcome: "deployed",
    });
    expect(await away.version()).toBe("9");
    await away.close();
  });
});

describe("compose files", () => {
  it.each([
    ["that do not parse", "services: [", "Compose cannot read", "did not find"],
    ["with a word Compose does not know", "services:\n  web: { imagee: x }\n", "Compose cannot read", "imagee"],
    [
      "with an image that can change",
      "services:\n  web: { image: x }\n  db: { image: postgres:16 }\n",
      "Service db",
      "postgres:16",
    ],
    [
      "without the service that an image is given for",
      "services:\n  app: { image: x }\n",
      "names web",
      "does not start",
    ],
    [
      "that mount data of the checkout",
      'services:\n  web: { image: x, volumes: ["./data:/data"] }\n',
      "of the checkout",
      "named volume",
    ],
    [
      "with a value that does not fit",
      'services:\n  web: { image: x, ports: ["$SECRET:80"] }\n',
      "variables filled in",
      "Invalid",
    ],
  ])("%s", async (_, text, ...words) => {
    await writeFile(join(stand.folder, "compose.yml"), text);
    const { outcome, problem } = await stand.deploy(two);
    expect(outcome).toBe("failed-clean");
    for (const word of words) expect(problem?.happened).toContain(word);
  });

  it("that are not there", async () => {
    const source = { path: join(stand.folder, "none.yml"), checkout: [], images: { web: two } };
    expect(await stand.deploy(two, {}, { source })).toMatchObject(clean("no such file", "docker compose config"));
  });

  it("whose variables were not given, by the new release or by the one to go back to", async () => {
    expect(await stand.deploy(two, { variables: { PORT: String(stand.port) } })).toMatchObject(
      clean("SECRET", "environment-variables"),
    );
    await writeFile(
      join(stand.folder, "compose.yml"),
      `services:\n  web: { image: x, ports: ["127.0.0.1:${stand.port}:8080"] }\n`,
    );
    expect(await stand.deploy(two, { variables: {} })).toMatchObject(
      clean("which serves again if this one is bad", "environment-variables"),
    );
  });
});

describe("a place", () => {
  it("without an engine", async () => {
    const target = localTarget();
    const run: typeof target.run = (command, options) =>
      target.run({ ...command, env: { ...command.env, DOCKER_HOST: "unix:///nowhere/docker.sock" } }, options);
    expect(await stand.deploy(two, { target: { ...target, run } })).toMatchObject(
      clean("No Docker engine answers", "DOCKER_HOST"),
    );
  });

  it("whose ledger is not one", async () => {
    const file = join(stand.ledgerFolder, "ledger.jsonl");
    const text = await readFile(file, "utf8");
    await writeFile(file, `what is this\n${text}`);
    expect(await stand.deploy(two)).toMatchObject(clean("Line 1 of the ledger", "ledger.jsonl"));
    await writeFile(file, text);
  });

  it("whose state folder is a file", async () => {
    const place = { stateDir: join(stand.folder, "compose.yml"), app: stand.app, environment: "dev" };
    expect(await stand.deploy(two, { place })).toMatchObject(clean("could not be read", "`state-dir`"));
  });

  it("that has no such release", async () => {
    expect(await stand.rollback({ to: "0123456789abcdef" })).toMatchObject(
      clean("no release 0123456789abcdef", "(live)"),
    );
  });
});
