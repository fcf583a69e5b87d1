import { parseReference } from "@deploy-actions/image";
import { commandLine } from "@deploy-actions/target";
import { describe, expect, it } from "vitest";
import * as docker from "./docker.ts";

const app = parseReference("ghcr.io/acme/app:sha-0a1b2c3");

describe("docker commands", () => {
  it.each([
    ["docker version --format '{{json .}}'", docker.version()],
    ["docker image pull -- ghcr.io/acme/app:sha-0a1b2c3", docker.pull(app)],
    ["docker image push -- ghcr.io/acme/app:sha-0a1b2c3", docker.push(app)],
    ["docker image tag -- sha256:1 ghcr.io/acme/app:sha-0a1b2c3", docker.tag("sha256:1", app)],
    ["docker container ls --all --quiet --no-trunc", docker.list("container")],
    ["docker image ls --all --quiet --no-trunc", docker.list("image")],
    ["docker volume ls --quiet", docker.list("volume")],
    ["docker network ls --quiet --no-trunc", docker.list("network")],
    ["docker volume inspect -- a b", docker.inspect("volume", ["a", "b"])],
    ["docker image inspect -- app", docker.inspectImage("app")],
    ["docker container rm --force --volumes -- c1", docker.removeContainer("c1")],
    ["docker container rm --force -- c1", docker.removeContainerAlone("c1")],
    ["docker image history --no-trunc --format '{{json .CreatedBy}}' sha256:1", docker.history("sha256:1")],
    ["docker image rm --no-prune -- app:1", docker.removeImage("app:1")],
    ["docker volume rm -- v", docker.removeVolume("v")],
    ["docker network rm -- n", docker.removeNetwork("n")],
  ])("%s", (line, command) => {
    expect(commandLine(command)).toBe(line);
  });

  it("never force the removal of images, volumes or networks", () => {
    for (const command of [docker.removeImage("i"), docker.removeVolume("v"), docker.removeNetwork("n")]) {
      expect(command.argv.filter((part) => part.startsWith("-f") || part === "--force")).toEqual([]);
    }
  });
});

describe("a one-off container", () => {
  const oneOff = { image: app, name: "migrate-1", command: ["alembic", "upgrade", "head"], timeoutMs: 60_000 };

  it("gets its variables by name; the values are in docker's own environment", () => {
    const command = docker.run({
      ...oneOff,
      network: "app_default",
      workdir: "/srv",
      labels: { "managed-by": "ci" },
      variables: { DB_URL: "postgres://u:p@db" },
    });
    expect(commandLine(command)).toBe(
      "DB_URL=… docker container run --rm --name migrate-1 --network app_default --workdir /srv --label managed-by=ci --env DB_URL -- ghcr.io/acme/app:sha-0a1b2c3 alembic upgrade head",
    );
    expect(command.env).toEqual({ DB_URL: "postgres://u:p@db" });
    expect(command.argv.join(" ")).not.toContain("postgres://");
  });

  it.each(["DOCKER_HOST", "PATH", "HOME", "LD_PRELOAD"])("rejects %s, which docker itself reads", (name) => {
    expect(() => docker.run({ ...oneOff, variables: { [name]: "x" } })).toThrow(
      expect.objectContaining({ reason: "reserved-variable" }),
    );
  });
});
