// The exact command lines for docker, and the allowed variable names.
import { describe, expect, it } from "vitest";
import * as compose from "./compose.ts";

const project = {
  name: "shop-prod",
  files: ["/state/shop/prod/releases/1a/source/compose.yml", "/state/shop/prod/releases/1a/overlay.json"],
  variables: { DB_URL: "postgres://u:p@h/d" },
};
const head = [
  ...[
    "docker",
    "compose",
    "--ansi",
    "never",
    "--progress",
    "plain",
    "--project-name",
    "shop-prod",
    "--env-file",
    "/dev/null",
  ],
  ...["--file", project.files[0], "--file", project.files[1]],
];

describe("commands", () => {
  it("resolves the files with their variables, without a .env file", () => {
    expect(compose.readModel(project).argv).toEqual([...head, "config", "--format", "json"]);
  });

  it("switches without pulling, building or leaving orphans", () => {
    expect(compose.up(project).argv).toEqual([
      ...head,
      ...["up", "--detach", "--pull", "never", "--no-build", "--remove-orphans"],
    ]);
  });

  it("keeps volumes when removing a project", () => {
    expect(compose.down(project).argv).toEqual([...head, "down", "--remove-orphans"]);
  });

  it("passes variables only in the environment, and no others", () => {
    const command = compose.up(project);
    expect(command.argv.join(" ")).not.toContain("postgres://");
    expect(command.env).toEqual(project.variables);
    expect(command.inherit).toContain("DOCKER_HOST");
    expect(command.inherit).not.toContain("PORT");
  });

  it("passes an overlay on stdin, after all files", () => {
    const command = compose.serviceHashes({ ...project, overlay: "{}\n" });
    expect(command.stdin).toBe("{}\n");
    expect(command.argv).toEqual([...head, "--file", "-", "config", "--hash", "*"]);
    expect(compose.serviceHashes(project).stdin).toBeUndefined();
  });

  it.each(["DOCKER_HOST", "COMPOSE_PROFILES", "LD_PRELOAD", "PATH"])(
    "rejects %s as a variable of the compose file",
    (name) => {
      expect(() => compose.up({ ...project, variables: { [name]: "x" } })).toThrow(`variable ${name} cannot be passed`);
    },
  );

  it("lists only the project's own containers", () => {
    expect(compose.listContainers("shop-prod").argv.join(" ")).toBe(
      "docker container ls --all --quiet --no-trunc --filter label=com.docker.compose.project=shop-prod --filter label=com.docker.compose.oneoff=False",
    );
    expect(compose.containerLogs("4f", 20).argv).toEqual(["docker", "container", "logs", "--tail", "20", "--", "4f"]);
  });
});
