// Stored compose files mean the same as the originals, and new values that Compose's own hash does not cover still reach the container.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PinnedImage } from "@deploy-actions/image";
import { localTarget } from "@deploy-actions/target";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RolloutContext } from "../src/index.ts";
import { docker, image, SECRET, TestApp } from "./test-app.ts";

let one: PinnedImage;
let two: PinnedImage;
beforeAll(async () => {
  [one, two] = [await image("good", "1"), await image("good", "2")];
});

let testApp: TestApp;
/** A folder on the machine, outside the checkout. */
let outside: string;
beforeEach(async () => {
  testApp = await TestApp.open();
  outside = await mkdtemp(join(tmpdir(), "rollout-outside-"));
});
afterEach(async () => {
  await testApp.close();
  await rm(outside, { recursive: true });
});

const inside = async (...command: string[]): Promise<string> => {
  const [container = ""] = await testApp.containers();
  return docker("exec", container, ...command);
};
const given = (more: Record<string, string>) => ({ variables: { PORT: String(testApp.port), SECRET, ...more } });
/** The text of every file in the state folder. */
const kept = async (): Promise<string> => {
  const entries = await readdir(testApp.stateDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), "utf8")))).join("\n");
};

describe("a mount whose source is a variable", () => {
  it.each([
    ["with a default", "${DATA:-DEFAULT}:/data", {}],
    ["with a default, and a value", "${DATA:-/nowhere}:/data", { DATA: "DEFAULT" }],
    ["that must be given", "${DATA:?say where}:/data", { DATA: "DEFAULT" }],
    ["with options", "${DATA-DEFAULT}:/data:rw", {}],
    ["with a part after it", "${BASE:-DEFAULT/..}/data:/data", {}],
    ["inside another default", "${DATA:-${OTHER:-DEFAULT}}:/data", {}],
  ])("%s is mounted as written, in every release", async (_, mount, values) => {
    const data = join(outside, "data");
    await mkdir(data);
    const filled = JSON.parse(JSON.stringify([mount, values]).replaceAll("DEFAULT", data));
    await testApp.compose(`    volumes: [${JSON.stringify(filled[0])}]\n`);
    const source = { path: join(testApp.folder, "compose.yml"), checkout: [] };
    expect(await testApp.deploy(one, given(filled[1]), { source: { ...source, images: { web: one } } })).toMatchObject({
      outcome: "deployed",
    });
    await inside("sh", "-c", "echo precious > /data/file");
    expect(await readFile(join(data, "file"), "utf8")).toBe("precious\n");
    expect(await testApp.deploy(two, given(filled[1]))).toMatchObject({ outcome: "deployed" });
    expect(await inside("cat", "/data/file")).toBe("precious");
    expect(await testApp.rollback({}, given(filled[1]))).toMatchObject({ outcome: "deployed" });
    expect(await inside("cat", "/data/file")).toBe("precious");
  });

  it("causes a warning when a rollback gives no value to a release that had one", async () => {
    await testApp.compose('    volumes: ["${DATA:-/var/tmp}:/data:ro"]\n');
    const { release } = await testApp.deploy(one, given({ DATA: outside }));
    await testApp.rollback({ to: release ?? "" }, { dryRun: true });
    expect(testApp.logged.join("\n")).toContain(
      `Release ${release} was deployed with DATA, but now runs with the default`,
    );
  });
});

describe("a new value of", () => {
  it.each([
    ["a secret from the environment", "secrets: [s]\nsecrets: { s: { environment: VALUE } }", "/run/secrets/s"],
    ["a config from the environment", "configs: [s]\nconfigs: { s: { environment: VALUE } }", "/s"],
    ["a config with its content", 'configs: [s]\nconfigs: { s: { content: "${VALUE}" } }', "/s"],
    ["a file-backed secret", "secrets: [s]\nsecrets: { s: { file: FILE } }", "/run/secrets/s"],
    ["a file-backed config", "configs: [s]\nconfigs: { s: { file: FILE } }", "/s"],
    ["an env_file", "env_file: FILE", "env"],
  ])("%s reaches the container, also in a rollback", async (_, more, location) => {
    const elsewhere = join(outside, "value");
    const set = async (value: string) => {
      await writeFile(elsewhere, location === "env" ? `VALUE=${value}\n` : value);
      return given({ VALUE: value });
    };
    const read = () => (location === "env" ? inside("sh", "-c", "echo $VALUE") : inside("cat", location));
    await testApp.compose(`    ${more.replaceAll("FILE", elsewhere)}\n`);
    const first = await testApp.deploy(one, await set("first-value"));
    expect(first).toMatchObject({ outcome: "deployed" });
    expect(await read()).toBe("first-value");
    expect(await testApp.deploy(one, await set("first-value"))).toMatchObject({ outcome: "unchanged" });
    expect(await testApp.deploy(one, await set("second-value"))).toMatchObject({ outcome: "deployed" });
    expect(await read()).toBe("second-value");
    const to = first.release ?? "";
    expect(await testApp.rollback({ to }, await set("third-value"))).toMatchObject({ outcome: "deployed" });
    expect(await read()).toBe("third-value");
    expect(await testApp.rollback({ to }, await set("third-value"))).toMatchObject({ outcome: "unchanged" });
    expect(await kept()).not.toMatch(/(?:first|second|third)-value/);
  });
});

it("a config file of the checkout keeps its content from when the release was created", async () => {
  const set = (text: string) => writeFile(join(testApp.folder, "s.txt"), text);
  await testApp.compose("    configs: [s]\nconfigs: { s: { file: ./s.txt } }\n");
  await set("one");
  expect(await testApp.deploy(one)).toMatchObject({ outcome: "deployed" });
  await set("two");
  expect(await testApp.deploy(one)).toMatchObject({ outcome: "deployed" });
  expect(await inside("cat", "/s")).toBe("two");
  expect(await testApp.deploy(one)).toMatchObject({ outcome: "unchanged" });
  expect(await testApp.rollback()).toMatchObject({ outcome: "deployed" });
  expect(await inside("cat", "/s")).toBe("one");
  expect(testApp.logged.join("\n")).not.toContain("could not be read");
});

it("a secret that the user cannot read recreates the container, with a warning", async () => {
  const secretFile = join(outside, "secret");
  await writeFile(secretFile, "x");
  await testApp.compose(`    secrets: [s]\nsecrets: { s: { file: ${secretFile} } }\n`);
  const target = localTarget();
  const unreadable: RolloutContext["target"] = {
    ...target,
    run: (command, options) =>
      target.run(
        command.argv[0] === "sha256sum" ? { ...command, argv: ["sha256sum", "--", "/none"] } : command,
        options,
      ),
  };
  expect(await testApp.deploy(one, { target: unreadable })).toMatchObject({ outcome: "deployed" });
  const before = await testApp.containers();
  expect(await testApp.deploy(one, { target: unreadable })).toMatchObject({ outcome: "deployed" });
  expect(await testApp.containers()).not.toEqual(before);
  expect(testApp.logged.join("\n")).toContain(
    `The secret s of service web is the file ${secretFile}, which could not be read`,
  );
});

describe("a release supports what Compose supports", () => {
  const files = {
    "part/db.yml": `services:
  db: { image: "IMAGE", volumes: ["./init.sql:/init.sql:ro", "data:/d"] }
volumes: { data: {} }
`,
    "part/init.sql": "select 1;\n",
    "base/base.yml": `services:
  base:
    extends: { file: ./root.yml, service: root }
    labels: ["level=\${LEVEL:-low}"]
    volumes: ["./base.conf:/base.conf:ro"]
`,
    "base/root.yml": "services:\n  root: { hostname: root }\n",
    "base/base.conf": "x\n",
  };
  it.each<[string, string, Record<string, string>]>([
    [
      "numbers and sizes from variables",
      "ulimits: { nofile: '$N' }\n    shm_size: ${S:-64m}\n    mem_limit: $M",
      { N: "1024", M: "256m" },
    ],
    ["a boolean from a variable", "read_only: $RO\n    tmpfs: ['/tmp:size=${S:-1m}']", { RO: "true" }],
    [
      "long mounts from variables",
      "volumes: [{ type: bind, source: '${D:-/srv/d}', target: /data, read_only: '${R:-true}' }]",
      {},
    ],
    ["ports with defaults", "expose: ['${E:-9000}']", {}],
    [
      "devices, hosts and options",
      "devices: ['${DEV:-/dev/null}:/dev/x:rw']\n    extra_hosts: ['h:${H:-127.0.0.1}']\n    sysctls: { net.core.somaxconn: '${C:-1024}' }\n    healthcheck: { test: ['CMD', 'true'], interval: '${I:-30s}', retries: $T }",
      { T: "3" },
    ],
    ["dollar signs", "command: ['node', '/app/server.mjs', '$$HOME', 'a$$$$b']\n    annotations: { cost: '5$$' }", {}],
    ["unused anchors and blocks", "hostname: &name a\n    domainname: *name\nx-unused: { a: $NEVER, b: [*name] }", {}],
    [
      "an optional service under a profile",
      "depends_on: { tool: { condition: service_started, required: false } }\n  tool: { image: 'x:$TOOL_TAG', profiles: [ops], env_file: nowhere.env }",
      {},
    ],
    ["an optional env_file", "env_file: [{ path: ./maybe.env, required: false }]", {}],
    ["extends, across two files", "extends: { file: base/base.yml, service: base }", {}],
    ["include", "hostname: a\ninclude: [part/db.yml]", {}],
    ["the project's own name", "hostname: ${COMPOSE_PROJECT_NAME}", {}],
    ["a pinned image from a public variable", "hostname: a\n  side: { image: $SIDE }", { SIDE: "IMAGE" }],
    ["a mounted file chosen by a variable", "volumes: ['./base/${WHICH}.conf:/x.conf:ro']", { WHICH: "base" }],
    [
      "a config with its content from a variable",
      "configs: [c]\nconfigs: { c: { content: 'a: ${TEXT}' } }",
      { TEXT: "b" },
    ],
  ])("%s", async (_, more, values) => {
    const pinned = `shop/side@sha256:${"1".repeat(64)}`;
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(testApp.folder, path, ".."), { recursive: true });
      await writeFile(join(testApp.folder, path), text.replaceAll("IMAGE", pinned));
    }
    await testApp.compose(`    ${more}\n`);
    const change = given(JSON.parse(JSON.stringify(values).replaceAll("IMAGE", pinned)));
    const { problem, line } = await testApp.deploy(one, {
      ...change,
      publicVariables: Object.keys(change.variables),
      dryRun: true,
    });
    expect(problem).toBeUndefined();
    expect(line).toContain("as the first release");
  });

  it("an image with an unset tag variable, because the input pins it", async () => {
    const path = join(testApp.folder, "compose.yml");
    await writeFile(path, (await readFile(path, "utf8")).replace("image: app", "image: 'app:$TAG'"));
    expect(await testApp.deploy(one, { dryRun: true })).toMatchObject({ outcome: "unchanged" });
  });

  it("an extended file is restored with its release, even if it changed in the checkout", async () => {
    await mkdir(join(testApp.folder, "base"));
    await writeFile(join(testApp.folder, "base", "base.yml"), "services: { base: { hostname: from-base } }\n");
    await testApp.compose("    extends: { file: base/base.yml, service: base }\n");
    expect(await testApp.deploy(one)).toMatchObject({ outcome: "deployed" });
    await writeFile(join(testApp.folder, "base", "base.yml"), "services: { base: { hostname: changed } }\n");
    expect(await testApp.deploy(one)).toMatchObject({ outcome: "deployed" });
    expect(await inside("hostname")).toBe("changed");
    expect(await testApp.rollback()).toMatchObject({ outcome: "deployed" });
    expect(await inside("hostname")).toBe("from-base");
  });
});

describe("is rejected before anything is changed", () => {
  const rejectionOf = async (change: Parameters<TestApp["deploy"]>[1]) => {
    const { outcome, problem } = await testApp.deploy(one, change);
    expect(outcome).toBe("failed-clean");
    expect(await testApp.containers()).toEqual([]);
    expect(await readdir(testApp.folder)).not.toContain("state");
    return `${problem?.happened} Next: ${problem?.next}`;
  };

  it("a file that would resolve differently once stored, with the keys and without secrets", async () => {
    await mkdir(join(testApp.folder, "part"));
    await writeFile(
      join(testApp.folder, "part", "db.yml"),
      `services: { db: { image: "x@sha256:${"1".repeat(64)}", hostname: "h-\${WHERE:-a}-\${SECRET}", environment: { P: "\${PASS:-none}" } } }\n`,
    );
    await writeFile(join(testApp.folder, "part", ".env"), "WHERE=b\nPASS=of-the-file\n");
    await testApp.compose("include: [part/db.yml]\n");
    const message = await rejectionOf({});
    expect(message).toContain("services.db.hostname is `h-b-***` in the original and `h-a-***` in the stored file.");
    expect(message).toContain(
      "services.db.environment.P is another value in the original and another value in the stored file.",
    );
    expect(message).toContain("`.env` file next to an included file");
    expect(message).not.toMatch(/of-the-file|hunter2/);
  });

  it.each([
    [
      "a missing variable that affects what runs",
      "    hostname: $HOST_NAME\n",
      "needs variables that were not given: HOST_NAME",
    ],
    ["a variable that docker itself reads", "    hostname: h$HOME\n", "needs HOME, which no input can set"],
    ["a missing variable that Compose needs", "    mem_limit: $MEMORY\n", "these were not given: MEMORY"],
    [
      "a secret from a missing variable",
      "    secrets: [s]\nsecrets: { s: { environment: TOKEN } }\n",
      "not given: TOKEN",
    ],
    ["a file name that contains a variable", "    extends: { file: '${F:-base}.yml', service: a }\n", "base"],
    ["an env_file in the checkout", "    env_file: a.env\n", "Service web reads the env_file"],
    [
      "an image name from a secret",
      "    hostname: a\n  side: { image: '$IMG' }\n",
      "the value of IMG, which is a secret",
    ],
  ])("%s", async (_, more, expected) => {
    await writeFile(join(testApp.folder, "a.env"), "A=1\n");
    await testApp.compose(more);
    expect(await rejectionOf(given({ IMG: `shop/x@sha256:${"2".repeat(64)}` }))).toContain(expected);
  });

  it("a variable from a .env file next to the compose file, which is not read", async () => {
    await writeFile(join(testApp.folder, ".env"), "WHERE=b\n");
    await testApp.compose("    hostname: $WHERE\n");
    expect(await rejectionOf({})).toContain("not given: WHERE");
  });
});
