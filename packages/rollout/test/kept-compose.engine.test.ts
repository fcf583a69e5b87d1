// What is kept of a compose file means what the file means, and a value that Compose's own hash does not see still reaches the container.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PinnedImage } from "@deploy-actions/image";
import { localTarget } from "@deploy-actions/target";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Setting } from "../src/index.ts";
import { docker, image, SECRET, Stand } from "./test-app.ts";

let one: PinnedImage;
let two: PinnedImage;
beforeAll(async () => {
  [one, two] = [await image("good", "1"), await image("good", "2")];
});

let stand: Stand;
/** A folder of the machine, not of the checkout. */
let outside: string;
beforeEach(async () => {
  stand = await Stand.open();
  outside = await mkdtemp(join(tmpdir(), "rollout-outside-"));
});
afterEach(async () => {
  await stand.close();
  await rm(outside, { recursive: true });
});

const inside = async (...words: string[]): Promise<string> => {
  const [container = ""] = await stand.containers();
  return docker("exec", container, ...words);
};
const given = (more: Record<string, string>) => ({ variables: { PORT: String(stand.port), SECRET, ...more } });
/** Every text under the state folder but the key. */
const kept = async (): Promise<string> => {
  const entries = await readdir(stand.stateDir, { recursive: true, withFileTypes: true });
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
  ])("%s is mounted as written, over releases", async (_, mount, values) => {
    const data = join(outside, "data");
    await mkdir(data);
    const filled = JSON.parse(JSON.stringify([mount, values]).replaceAll("DEFAULT", data));
    await stand.compose(`    volumes: [${JSON.stringify(filled[0])}]\n`);
    const source = { path: join(stand.folder, "compose.yml"), checkout: [] };
    expect(await stand.deploy(one, given(filled[1]), { source: { ...source, images: { web: one } } })).toMatchObject({
      outcome: "deployed",
    });
    await inside("sh", "-c", "echo precious > /data/file");
    expect(await readFile(join(data, "file"), "utf8")).toBe("precious\n");
    expect(await stand.deploy(two, given(filled[1]))).toMatchObject({ outcome: "deployed" });
    expect(await inside("cat", "/data/file")).toBe("precious");
    expect(await stand.rollback({}, given(filled[1]))).toMatchObject({ outcome: "deployed" });
    expect(await inside("cat", "/data/file")).toBe("precious");
  });

  it("is named in a warning when a release that had a value comes back without one", async () => {
    await stand.compose('    volumes: ["${DATA:-/var/tmp}:/data:ro"]\n');
    const { release } = await stand.deploy(one, given({ DATA: outside }));
    await stand.rollback({ to: release ?? "" }, { dryRun: true });
    expect(stand.said.join("\n")).toContain(`Release ${release} was deployed with DATA, and now runs with the default`);
  });
});

describe("a new value of", () => {
  it.each([
    ["a secret from the environment", "secrets: [s]\nsecrets: { s: { environment: VALUE } }", "/run/secrets/s"],
    ["a config from the environment", "configs: [s]\nconfigs: { s: { environment: VALUE } }", "/s"],
    ["a config with its content", 'configs: [s]\nconfigs: { s: { content: "${VALUE}" } }', "/s"],
    ["a file-backed secret", "secrets: [s]\nsecrets: { s: { file: FILE } }", "/run/secrets/s"],
    ["a file-backed config", "configs: [s]\nconfigs: { s: { file: FILE } }", "/s"],
    ["a file of variables", "env_file: FILE", "env"],
  ])("%s reaches the container, and the old one comes back with a rollback", async (_, more, place) => {
    const elsewhere = join(outside, "value");
    const set = async (value: string) => {
      await writeFile(elsewhere, place === "env" ? `VALUE=${value}\n` : value);
      return given({ VALUE: value });
    };
    const read = () => (place === "env" ? inside("sh", "-c", "echo $VALUE") : inside("cat", place));
    await stand.compose(`    ${more.replaceAll("FILE", elsewhere)}\n`);
    const first = await stand.deploy(one, await set("first-value"));
    expect(first).toMatchObject({ outcome: "deployed" });
    expect(await read()).toBe("first-value");
    expect(await stand.deploy(one, await set("first-value"))).toMatchObject({ outcome: "unchanged" });
    expect(await stand.deploy(one, await set("second-value"))).toMatchObject({ outcome: "deployed" });
    expect(await read()).toBe("second-value");
    const to = first.release ?? "";
    expect(await stand.rollback({ to }, await set("third-value"))).toMatchObject({ outcome: "deployed" });
    expect(await read()).toBe("third-value");
    expect(await stand.rollback({ to }, await set("third-value"))).toMatchObject({ outcome: "unchanged" });
    expect(await kept()).not.toMatch(/(?:first|second|third)-value/);
  });
});

it("a config that is a file of the checkout is in the container as it was when its release was made", async () => {
  const set = (text: string) => writeFile(join(stand.folder, "s.txt"), text);
  await stand.compose("    configs: [s]\nconfigs: { s: { file: ./s.txt } }\n");
  await set("one");
  expect(await stand.deploy(one)).toMatchObject({ outcome: "deployed" });
  await set("two");
  expect(await stand.deploy(one)).toMatchObject({ outcome: "deployed" });
  expect(await inside("cat", "/s")).toBe("two");
  expect(await stand.deploy(one)).toMatchObject({ outcome: "unchanged" });
  expect(await stand.rollback()).toMatchObject({ outcome: "deployed" });
  expect(await inside("cat", "/s")).toBe("one");
  expect(stand.said.join("\n")).not.toContain("could not be read");
});

it("a secret that this user can't read makes its container again, and says why", async () => {
  const gone = join(outside, "gone");
  await writeFile(gone, "x");
  await stand.compose(`    secrets: [s]\nsecrets: { s: { file: ${gone} } }\n`);
  const target = localTarget();
  const blind: Setting["target"] = {
    ...target,
    run: (command, options) =>
      target.run(
        command.argv[0] === "sha256sum" ? { ...command, argv: ["sha256sum", "--", "/none"] } : command,
        options,
      ),
  };
  expect(await stand.deploy(one, { target: blind })).toMatchObject({ outcome: "deployed" });
  const before = await stand.containers();
  expect(await stand.deploy(one, { target: blind })).toMatchObject({ outcome: "deployed" });
  expect(await stand.containers()).not.toEqual(before);
  expect(stand.said.join("\n")).toContain(`The secret s of service web is the file ${gone}, which could not be read`);
});

describe("what Compose takes, a release takes", () => {
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
    [
      "anchors and blocks that nothing uses",
      "hostname: &name a\n    domainname: *name\nx-unused: { a: $NEVER, b: [*name] }",
      {},
    ],
    [
      "a service under a profile, which may be missing",
      "depends_on: { tool: { condition: service_started, required: false } }\n  tool: { image: 'x:$TOOL_TAG', profiles: [ops], env_file: nowhere.env }",
      {},
    ],
    ["a file of variables that may be missing", "env_file: [{ path: ./maybe.env, required: false }]", {}],
    ["parts by extends, over two files", "extends: { file: base/base.yml, service: base }", {}],
    ["parts by include", "hostname: a\ninclude: [part/db.yml]", {}],
    ["the project's own name", "hostname: ${COMPOSE_PROJECT_NAME}", {}],
    ["a pinned image from an open variable", "hostname: a\n  side: { image: $SIDE }", { SIDE: "IMAGE" }],
    ["a mounted file chosen by a variable", "volumes: ['./base/${WHICH}.conf:/x.conf:ro']", { WHICH: "base" }],
    [
      "a config that has its text from a variable",
      "configs: [c]\nconfigs: { c: { content: 'a: ${TEXT}' } }",
      { TEXT: "b" },
    ],
  ])("%s", async (_, more, values) => {
    const pinned = `shop/side@sha256:${"1".repeat(64)}`;
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(stand.folder, path, ".."), { recursive: true });
      await writeFile(join(stand.folder, path), text.replaceAll("IMAGE", pinned));
    }
    await stand.compose(`    ${more}\n`);
    const change = given(JSON.parse(JSON.stringify(values).replaceAll("IMAGE", pinned)));
    const { problem, line } = await stand.deploy(one, { ...change, open: Object.keys(change.variables), dryRun: true });
    expect(problem).toBeUndefined();
    expect(line).toContain("would switch from nothing");
  });

  it("an image whose tag nobody gave, since it is pinned", async () => {
    const path = join(stand.folder, "compose.yml");
    await writeFile(path, (await readFile(path, "utf8")).replace("image: app", "image: 'app:$TAG'"));
    expect(await stand.deploy(one, { dryRun: true })).toMatchObject({ outcome: "unchanged" });
  });

  it("a part that it extends comes back with the release, whatever the checkout holds by then", async () => {
    await mkdir(join(stand.folder, "base"));
    await writeFile(join(stand.folder, "base", "base.yml"), "services: { base: { hostname: from-base } }\n");
    await stand.compose("    extends: { file: base/base.yml, service: base }\n");
    expect(await stand.deploy(one)).toMatchObject({ outcome: "deployed" });
    await writeFile(join(stand.folder, "base", "base.yml"), "services: { base: { hostname: changed } }\n");
    expect(await stand.deploy(one)).toMatchObject({ outcome: "deployed" });
    expect(await inside("hostname")).toBe("changed");
    expect(await stand.rollback()).toMatchObject({ outcome: "deployed" });
    expect(await inside("hostname")).toBe("from-base");
  });
});

describe("is refused with nothing touched", () => {
  const refusedFor = async (change: Parameters<Stand["deploy"]>[1]) => {
    const { outcome, problem } = await stand.deploy(one, change);
    expect(outcome).toBe("failed-clean");
    expect(await stand.containers()).toEqual([]);
    expect(await readdir(stand.folder)).not.toContain("state");
    return `${problem?.happened} Next: ${problem?.next}`;
  };

  it("what would mean something else once it is kept, by key, with no secret value", async () => {
    await mkdir(join(stand.folder, "part"));
    await writeFile(
      join(stand.folder, "part", "db.yml"),
      `services: { db: { image: "x@sha256:${"1".repeat(64)}", hostname: "h-\${WHERE:-a}-\${SECRET}", environment: { P: "\${PASS:-none}" } } }\n`,
    );
    await writeFile(join(stand.folder, "part", ".env"), "WHERE=b\nPASS=of-the-file\n");
    await stand.compose("include: [part/db.yml]\n");
    const said = await refusedFor({});
    expect(said).toContain("services.db.hostname is `h-b-***` in the file and `h-a-***` in what is kept.");
    expect(said).toContain("services.db.environment.P is another value in the file and another value in what is kept.");
    expect(said).toContain("`.env` file beside an included file");
    expect(said).not.toMatch(/of-the-file|hunter2/);
  });

  it.each([
    ["a variable that matters", "    hostname: $HOST_NAME\n", "needs variables that were not given: HOST_NAME"],
    ["a variable that docker itself reads", "    hostname: h$HOME\n", "needs HOME, which no input can give"],
    ["a variable that Compose can't do without", "    mem_limit: $MEMORY\n", "these were not given: MEMORY"],
    ["a secret that nobody gave", "    secrets: [s]\nsecrets: { s: { environment: TOKEN } }\n", "not given: TOKEN"],
    ["a part named by a variable", "    extends: { file: '${F:-base}.yml', service: a }\n", "base"],
    ["a file of variables of the checkout", "    env_file: a.env\n", "Service web reads the env_file"],
    [
      "an image made of a secret",
      "    hostname: a\n  side: { image: '$IMG' }\n",
      "the value of IMG, which is a secret",
    ],
  ])("%s", async (_, more, words) => {
    await writeFile(join(stand.folder, "a.env"), "A=1\n");
    await stand.compose(more);
    expect(await refusedFor(given({ IMG: `shop/x@sha256:${"2".repeat(64)}` }))).toContain(words);
  });

  it("a value of a .env file beside the compose file: it is not read", async () => {
    await writeFile(join(stand.folder, ".env"), "WHERE=b\n");
    await stand.compose("    hostname: $WHERE\n");
    expect(await refusedFor({})).toContain("not given: WHERE");
  });
});
