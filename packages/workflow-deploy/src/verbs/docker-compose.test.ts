import type { Companion } from "@deploy-actions/workflow-companion";
import { commandOf, type TestEnvironment } from "@deploy-actions/workflow-source/testing";
import { mark, only, shown, union } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import type { Effect } from "../effect.ts";
import { docker } from "./docker.ts";
import { dockerCompose } from "./docker-compose.ts";

function effects(line: string, given: TestEnvironment): readonly Effect[] {
  const command = commandOf(line, given);
  return (dockerCompose.programs.includes(command.program) ? dockerCompose : docker).read(command);
}

function companion(line: string, given: TestEnvironment): Companion {
  const [effect] = effects(line, given);
  if (effect?.does !== "deploy-files") throw new Error(`${line} deploys no files`);
  return effect.companion;
}

/** `web a:b`, `built`, and the reasons why something is not known. */
function deployed(line: string, given: TestEnvironment): string[] {
  const { images, builds, unknown } = companion(line, given);
  return [
    ...images.map(({ name, values }) => `${name.slice(8)} ${values.map(({ text }) => shown(text)).join("|")}`),
    ...builds.map(({ path, range }) => `built ${path}:${range().start.line}`),
    ...unknown,
  ];
}

const WEB = "services:\n  web:\n    image: web:${TAG:-latest}\n";

describe("the files of a project", () => {
  it.each([
    ["compose.yml", "docker compose up", ["web web:latest"]],
    ["docker-compose.yaml", "docker-compose up -d", ["web web:latest"]],
    ["deploy/prod.yml", "docker compose -f deploy/prod.yml pull", ["web web:latest"]],
    ["deploy/prod.yml", "docker compose --file=./deploy/prod.yml create", ["web web:latest"]],
    ["deploy/compose.yml", "docker compose --project-directory deploy up", ["web web:latest"]],
    ["deploy/compose.yml", "docker compose up", ["there is no compose file at the root of this repository"]],
    [
      "deploy/compose.yml",
      "docker compose --project-directory a/b up",
      ["there is no compose file in a/b or above it"],
    ],
    ["compose.yml", "docker compose -f prod.yml up", ["prod.yml is not in this repository"]],
    ["compose.yml", "podman-compose up", ["web web:latest"]],
  ])("with %s, %s", (path, line, expected) => expect(deployed(line, { files: { [path]: WEB } })).toEqual(expected));

  it("are found upwards from the folder, in compose's order, with their override", () => {
    const files = {
      "compose.yaml": WEB,
      "docker-compose.yml": "services:\n  old:\n    image: old\n",
      "docker-compose.override.yml": "services:\n  web:\n    image: other\n",
      "a/b/x": "",
    };
    expect(deployed("docker compose up", { files, directory: "a/b" })).toEqual(["web other"]);
  });

  it("are named by COMPOSE_FILE, too, which a .env file may set", () => {
    const files = { "a.yml": WEB, "b.yml": "services:\n  db:\n    image: db:1\n" };
    const variables = { COMPOSE_FILE: "a.yml;b.yml", COMPOSE_PATH_SEPARATOR: ";" };
    expect(deployed("docker compose up", { files, variables })).toEqual(["web web:latest", "db db:1"]);
    expect(deployed("docker compose up", { files: { ...files, ".env": "COMPOSE_FILE=b.yml" } })).toEqual(["db db:1"]);
  });

  it("may be one of several", () => {
    const files = { "a.yml": WEB, "b.yml": "services:\n  web:\n    image: web:b\n" };
    const words = { FILE: union(only("a.yml"), only("b.yml")) };
    expect(deployed("docker compose -f $FILE up", { files, words })).toEqual(["web web:latest", "web web:b"]);
    expect(companion("docker compose -f $FILE up", { files, words }).asked).toBe("a.yml or b.yml");
    expect(deployed("docker compose -f $FILE up", { files, words: { FILE: mark("input") } })).toEqual([
      "<input> is known only at run time",
    ]);
  });

  it("may be named in options that only a run knows", () => {
    const given = { files: { "compose.yml": WEB, "a.yml": WEB }, words: { FLAGS: mark("input") } };
    expect(deployed("docker compose $FLAGS up -d", given)).toEqual(["<input> is known only at run time"]);
    expect(deployed("docker compose $FLAGS -f a.yml up -d", given)).toEqual(["web web:latest"]);
  });

  it("may come in on standard input", () => {
    expect(deployed("docker compose -f - up", { stdin: WEB })).toEqual(["web web:latest"]);
    expect(deployed("docker compose -f - up", {})).toEqual(["its standard input is not known"]);
  });

  it("point at the scalar that names the image", () => {
    const [image] = companion("docker compose up", { files: { "compose.yml": WEB } }).images;
    expect(image).toMatchObject({ name: "service web", written: "web:${TAG:-latest}", place: { path: "compose.yml" } });
    expect(image?.place.range().start).toEqual({ line: 3, column: 12 });
    expect(image?.values[0]?.trail).toMatchObject([{ what: "the default of TAG", fallback: true }]);
  });

  it("may be broken", () => {
    const { problems, unknown } = companion("docker compose up", { files: { "compose.yml": "services: [\n" } });
    expect(problems).toHaveLength(1);
    expect(unknown).toEqual(["compose.yml contains no readable service"]);
  });
});

describe("on another host", () => {
  const remote = (line: string, paths: readonly string[]) =>
    deployed(line, {
      host: "remote",
      directory: undefined,
      files: Object.fromEntries(paths.map((path) => [path, `services: {x: {image: "${path}"}}`])),
    });
  it.each([
    ["docker compose up", ["docker-compose.yml"], ["x docker-compose.yml"]],
    ["docker compose up", ["compose.yaml", "docker-compose.yml"], ["x docker-compose.yml"]],
    ["docker compose up", ["docker-compose.yml", "docker-compose.override.yml"], ["x docker-compose.yml"]],
    ["docker compose up", ["deploy/compose.yml"], ["x deploy/compose.yml"]],
    [
      "docker compose up",
      ["a/compose.yml", "b/compose.yml"],
      ["it could be any of the 2 compose files in this repository"],
    ],
    ["docker compose -f /opt/app/prod.yml up", ["prod.yml"], ["x prod.yml"]],
    ["docker compose -f prod.yml up", ["a/prod.yml"], ["x a/prod.yml"]],
    ["docker compose up", [], ["there is no compose file in this repository"]],
  ])("%s with %j", (line, paths, expected) => expect(remote(line, paths)).toEqual(expected));
});

describe("variables", () => {
  const up = (given: TestEnvironment, line = "docker compose up") =>
    deployed(line, { files: { "compose.yml": WEB }, ...given });
  it("come from the environment, then from .env", () => {
    expect(up({ variables: { TAG: "env" } })).toEqual(["web web:env"]);
    const files = { "compose.yml": WEB, ".env": "TAG=file", "prod.env": "TAG=prod" };
    expect(up({ files })).toEqual(["web web:file"]);
    expect(up({ files, variables: { TAG: "env" } })).toEqual(["web web:env"]);
    expect(up({ files }, "docker compose --env-file prod.env up")).toEqual(["web web:prod"]);
    expect(up({ files }, "docker compose --env-file none.env up")).toEqual(["web web:latest"]);
  });
  it("come from the .env beside the first file, or else in the project's folder", () => {
    const files = { "a/compose.yml": WEB, "a/.env": "TAG=beside", ".env": "TAG=here" };
    expect(up({ files }, "docker compose -f a/compose.yml up")).toEqual(["web web:beside"]);
    expect(up({ files }, "docker compose --project-directory a up")).toEqual(["web web:beside"]);
    expect(up({ files }, "docker compose -f a/compose.yml --project-directory . up")).toEqual(["web web:here"]);
  });
  it("come from the folder that a script on a host is in, wherever that is", () => {
    const files = { "a/compose.yml": WEB, ".env": "TAG=written" };
    expect(up({ files, host: "remote", directory: undefined }, "docker compose up")).toEqual(["web web:written"]);
  });
  it("that only a run knows replace a default all the same", () => {
    expect(up({ variables: { TAG: mark("input") } })).toEqual(["web web:<input>"]);
  });
});

const PROJECT = `
x-app: &app
  image: app:1
  build: {context: .}
services:
  app: {<<: *app, depends_on: [db]}
  worker: {<<: *app, image: worker:1, depends_on: {db: {condition: service_healthy}}}
  local: {build: ./local}
  always: {build: ./always, image: always:1, pull_policy: build, profiles: [never]}
  db: {image: "db:1"}
  tool: {image: tool:1, profiles: [tools, more], links: ["db:data"]}
  side: {image: side:1, profiles: [never], network_mode: "service:app", volumes_from: ["worker:ro"]}
`;
const ALL = ["app app:1", "worker worker:1", "db db:1", "built compose.yml:8"];

it("leaves open what waits to be filled by something else", () => {
  const files = { "compose.yml": "services: {a: {image: app:COMMIT_SHA}, b: {image: '__IMAGE__'}}" };
  expect(deployed("docker compose up", { files })).toEqual(["a app:<expression>", "b <expression>"]);
});

describe("the services of a command", () => {
  it.each([
    ["up", ALL],
    ["up -d --no-deps app", ["app app:1"]],
    ["up -d app", ["app app:1", "db db:1"]],
    ["up worker", ["worker worker:1", "db db:1"]],
    ["up --build app", ["db db:1", "built compose.yml:4"]],
    ["up always", ["built compose.yml:9"]],
    ["up tool", ["tool tool:1", "db db:1"]],
    ["up side", ["side side:1", "worker worker:1", "app app:1", "db db:1"]],
    ["up nobody", ["compose.yml has no service nobody"]],
    ["--profile tools up tool", ["tool tool:1", "db db:1"]],
    ["run --rm -e A=b app migrate --fake db", ["app app:1", "db db:1"]],
    ["run --no-deps app", ["app app:1"]],
    ["create", ALL],
    ["pull", ["app app:1", "worker worker:1", "db db:1"]],
    ["pull -q app", ["app app:1"]],
    ["pull --include-deps app", ["app app:1", "db db:1"]],
    ["pull --ignore-buildable", ["db db:1"]],
  ])("%s", (line, expected) =>
    expect(deployed(`docker compose ${line}`, { files: { "compose.yml": PROJECT } })).toEqual(expected),
  );

  it("are all that a profile enables", () => {
    const files = { "compose.yml": PROJECT };
    expect(deployed("docker compose --profile more up", { files })).toContain("tool tool:1");
    expect(deployed("docker compose up", { files, variables: { COMPOSE_PROFILES: "a,more" } })).toContain(
      "tool tool:1",
    );
    const any = { files, words: { P: mark("input") } };
    expect(deployed("docker compose --profile $P up", any)).toContain("tool tool:1");
  });

  it("may be any where only a run knows", () => {
    const given = { files: { "compose.yml": PROJECT }, words: { S: mark("input"), BOTH: "app worker" } };
    expect(deployed("docker compose up $S", given)).toEqual(ALL);
    expect(deployed("docker compose pull $BOTH", given)).toEqual(["app app:1", "worker worker:1"]);
  });
});

describe("several files", () => {
  const merged = (...texts: string[]) => {
    const files = Object.fromEntries(texts.map((text, index) => [`${index}.yml`, text]));
    return deployed(`docker compose ${texts.map((_, index) => `-f ${index}.yml`).join(" ")} up`, { files });
  };
  it.each([
    ["a later image wins", ["services: {a: {image: x}}", "services: {a: {image: y}}"], ["a y"]],
    ["what a later one leaves out stays", ["services: {a: {image: x}}", "services: {a: {ports: []}}"], ["a x"]],
    ["a build is added", ["services: {a: {image: x}}", "services: {a: {build: .}}"], ["a x"]],
    ["a build is reset", ["services: {a: {build: ., image: x}}", "services: {a: {build: !reset null}}"], ["a x"]],
    [
      "an image is reset",
      ["services: {a: {build: ., image: x}}", "services: {a: {image: !reset null}}"],
      ["built 0.yml:1"],
    ],
    ["profiles add up", ["services: {a: {image: x, profiles: [p]}}", "services: {a: {image: y}}"], []],
    [
      "profiles are overridden",
      ["services: {a: {image: x, profiles: [p]}}", "services: {a: {profiles: !override []}}"],
      ["a x"],
    ],
    ["a service is reset", ["services: {a: {image: x}, b: {image: y}}", "services: {a: !reset null}"], ["b y"]],
    ["a service is overridden", ["services: {a: {build: .}}", "services: {a: !override {image: y}}"], ["a y"]],
    ["all are overridden", ["services: {a: {image: x}}", "services: !override {b: {image: y}}"], ["b y"]],
    ["documents merge", ["services: {a: {image: x}}\n---\nservices: {a: {image: y}}"], ["a y"]],
  ])("%s", (_, texts, expected) => expect(merged(...texts)).toEqual(expected));
});

describe("other files that a file names", () => {
  it("are included, with variables of their own", () => {
    const files = {
      "compose.yml":
        "include: [db/compose.yml, {path: [b.yml, c.yml], env_file: c.env}, none.yml]\nservices: {web: {image: web:1}}",
      "db/compose.yml": "services: {db: {image: 'db:${TAG}'}, web: {image: hidden}}",
      "db/.env": "TAG=7",
      "b.yml": "services: {c: {image: b}}",
      "c.yml": "services: {c: {image: 'c:${TAG}'}}",
      "c.env": "TAG=8",
    };
    expect(deployed("docker compose up db c", { files })).toEqual([
      "db db:7",
      "c c:8",
      "none.yml, used by compose.yml, is not in this repository",
    ]);
  });
  it("are extended, one through the other", () => {
    const files = {
      "compose.yml":
        "services:\n  a: {extends: {file: base/x.yml, service: one}, build: !reset null}\n  b: {extends: a, image: own}\n",
      "base/x.yml": "services: {one: {extends: two, build: .}, two: {image: 'base:1'}}",
    };
    expect(deployed("docker compose up", { files })).toEqual(["a base:1", "b own"]);
  });
  it("may go round in circles", () => {
    const files = {
      "compose.yml": "include: [compose.yml, compose.yml]\nservices: {a: {extends: b}, b: {extends: a, image: x}}",
    };
    expect(deployed("docker compose up", { files })).toEqual(["a x", "b x"]);
  });
});

describe("what a command makes", () => {
  const files = {
    "compose.yml": "services: {a: {build: {context: ., tags: [a:2]}, image: a:1}, b: {image: b:1}, c: {build: .}}",
  };
  const made = (line: string) =>
    effects(`docker compose ${line}`, { files }).map((effect) => {
      if (effect.does === "make") return `make ${effect.images.map(({ written }) => written).join(" ")}`;
      return effect.does === "push" ? `push ${effect.image.written}` : effect.does;
    });
  it.each([
    ["build", ["make a:1 a:2"]],
    ["build c", ["make "]],
    ["build --push a", ["make a:1 a:2", "push a:1", "push a:2"]],
    ["push", ["push a:1"]],
    ["restart a", []],
    ["start", []],
    ["down", []],
    ["ps", []],
    ["exec a sh", []],
    ["config", ["print"]],
    ["--dry-run up", []],
    ["up --dry-run", []],
    ["", []],
  ])("%s", (line, expected) => expect(made(line)).toEqual(expected));
});

it("reads a stack without .env files, profiles and builds", () => {
  const files = {
    "stack.yml": "services: {a: {image: 'a:${TAG:?}', build: ., profiles: [p]}, b: {build: .}}",
    ".env": "TAG=file",
  };
  expect(deployed("docker stack deploy -c stack.yml s", { files })).toEqual(["a a:<variable>"]);
  expect(deployed("docker stack deploy -c stack.yml s", { files, variables: { TAG: "env" } })).toEqual(["a a:env"]);
  expect(deployed("docker stack deploy -c - s", { stdin: WEB })).toEqual(["web web:latest"]);
});
