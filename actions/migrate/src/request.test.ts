import type { InputsOf } from "@deploy-actions/action";
import { parseReference } from "@deploy-actions/image";
import { expect, test } from "vitest";
import { definition } from "./definition.ts";
import { migrationFrom } from "./request.ts";

type Inputs = InputsOf<typeof definition>;

const pinned = `ghcr.io/acme/app@sha256:${"a".repeat(64)}`;
const given = (some: Partial<Inputs> = {}): Inputs => ({
  tool: "command",
  command: undefined,
  "head-command": undefined,
  "working-directory": undefined,
  "environment-variables": {},
  image: undefined,
  network: undefined,
  "timeout-seconds": 600,
  "registry-username": undefined,
  "registry-password": undefined,
  ...some,
});
const runner = {
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_REPOSITORY: "acme/app",
  GITHUB_RUN_ID: "7",
  GITHUB_WORKFLOW: "dev",
  GITHUB_JOB: "migrate",
};

function mistakes(inputs: Inputs): readonly string[] {
  const request = migrationFrom(inputs, runner);
  return "mistakes" in request ? request.mistakes : [];
}

function location(inputs: Inputs, environment: NodeJS.ProcessEnv = runner) {
  const request = migrationFrom(inputs, environment);
  return "location" in request ? request.location : undefined;
}

test("all contradictions between inputs are reported together", () => {
  expect(mistakes(given({ tool: "alembic", "head-command": "x", network: "n", "registry-password": "p" }))).toEqual([
    expect.stringContaining("`head-command`"),
    expect.stringContaining("`network`"),
    expect.stringContaining("`registry-username`"),
  ]);
  expect(mistakes(given())).toEqual([expect.stringContaining("`command` is missing")]);
  expect(mistakes(given({ tool: "django-tenants", command: "cd src && python manage.py" }))).toEqual([
    expect.stringContaining("shell syntax"),
  ]);
  expect(mistakes(given({ command: "x", "registry-username": "u", "registry-password": "p" }))).toEqual([
    expect.stringContaining("requires `image`"),
  ]);
});

test("without an image it runs on the runner, in the given directory", () => {
  expect(location(given({ tool: "alembic", "working-directory": "db", "environment-variables": { A: "1" } }))).toEqual({
    kind: "target",
    directory: "db",
    env: { A: "1" },
  });
});

test("with an image it runs in a container whose name stays the same from run to run and differs by workflow", () => {
  const inputs = given({ tool: "alembic", image: parseReference(pinned), network: "backend" });
  const first = location(inputs);
  expect(first).toMatchObject({
    kind: "container",
    network: "backend",
    labels: { "deploy-actions.run": "https://github.com/acme/app/actions/runs/7" },
  });
  const name = (environment: NodeJS.ProcessEnv, image = pinned) => {
    const there = location({ ...inputs, image: parseReference(image) }, environment);
    return there?.kind === "container" ? there.name : undefined;
  };
  expect(name({ ...runner, GITHUB_RUN_ID: "8" }, pinned.replaceAll("a@", "b@"))).toBe(name(runner));
  expect(name({ ...runner, GITHUB_WORKFLOW: "prod" })).not.toBe(name(runner));
});

test("the login is for the registry of the image", () => {
  const request = migrationFrom(
    given({ tool: "alembic", image: parseReference(pinned), "registry-username": "u", "registry-password": "p" }),
    runner,
  );
  expect("logins" in request && request.logins).toEqual([{ registry: "ghcr.io", username: "u", password: "p" }]);
});

test.each(["app:latest", "ghcr.io/acme/app", "app:v1.2.3"])(
  "the image %s is refused because it is mutable",
  (image) => {
    const result = definition.inputs.image.schema.safeParse(image);
    expect(result.error?.issues[0]?.message).toMatch(/must be immutable/);
  },
);

test.each([pinned, `app:sha-${"0123456789abcdef".repeat(3).slice(0, 40)}`])("the image %s is accepted", (image) => {
  expect(definition.inputs.image.schema.safeParse(image).success).toBe(true);
});

test("variable names are checked", () => {
  const { schema } = definition.inputs["environment-variables"];
  expect(schema.safeParse("DB-URL=hunter2").error?.issues[0]?.message).toMatch(/invalid: `DB-URL`/);
  expect(schema.safeParse("DB_URL=hunter2").success).toBe(true);
});
