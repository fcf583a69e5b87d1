import { parsePinned } from "@deploy-actions/image";
import { commandLine } from "@deploy-actions/target";
import { expect, test } from "vitest";
import { type InContainer, stepCommand } from "./step-command.ts";

const step = { argv: ["alembic", "upgrade", "heads"], env: { PYTHONUNBUFFERED: "1" } } as const;
const digest = `sha256:${"a".repeat(64)}`;
const container: InContainer = {
  kind: "container",
  image: parsePinned(`127.0.0.1:5000/acme/app@${digest}`),
  name: "migrate-0123456789ab",
  network: "backend",
  directory: "/srv",
  env: { DB_URL: "postgres://deploy:hunter2@db/app" },
  labels: { "deploy-actions.run": "https://github.com/acme/app/actions/runs/1" },
};

test("on the target the step runs unchanged, in its directory, with the secret in its environment", () => {
  expect(stepCommand(step, { kind: "target", directory: "db", env: { DB_URL: "x" } })).toMatchObject({
    argv: ["alembic", "upgrade", "heads"],
    env: { PYTHONUNBUFFERED: "1", DB_URL: "x" },
    cwd: "db",
    inherit: "job",
  });
});

test("in a container the program is the entrypoint, and argv contains only names of variables", () => {
  const command = stepCommand(step, container);
  expect(commandLine({ argv: command.argv })).toBe(
    `docker container run --rm --name migrate-0123456789ab --entrypoint alembic --network backend --workdir /srv --label deploy-actions.run=https://github.com/acme/app/actions/runs/1 --label deploy-actions.role=migrate --env PYTHONUNBUFFERED --env DB_URL -- 127.0.0.1:5000/acme/app@${digest} upgrade heads`,
  );
  expect(command.env).toEqual({ PYTHONUNBUFFERED: "1", DB_URL: "postgres://deploy:hunter2@db/app" });
});

test("a variable that docker itself would read is refused", () => {
  expect(() => stepCommand(step, { ...container, env: { DOCKER_HOST: "tcp://elsewhere" } })).toThrow(/DOCKER_HOST/);
});
