// The exact command lines given to docker, and the names they may carry.
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
  it("reads the files with their variables filled in, and no .env file", () => {
    expect(compose.readModel(project).argv).toEqual([...head, "config", "--format", "json"]);
  });

  it("switches without pulling, building or leaving orphans", () => {
    expect(compose.up(project).argv).toEqual([
      ...head,
      ...["up", "--detach", "--pull", "never", "--no-build", "--remove-orphans"],
    ]);
  });

  it("keeps volumes when it takes a project down", () => {
    expect(compose.down(project).argv).toEqual([...head, "down", "--remove-orphans"]);
  });

  it("hands variables over in the environment only, and lets no other in", () => {
    const command = compose.up(project);
    expect(command.argv.join(" ")).not.toContain("postgres://");
    expect(command.env).toEqual(project.variables);
    expect(command.inherit).toContain("DOCKER_HOST");
    expect(command.inherit).not.toContain("PORT");
  });

  it("gives an overlay on stdin, over all files", () => {
    const command = compose.serviceHashes({ ...project, overlay: "{}\n" });
    expect(command.stdin).toBe("{}\n");
    expect(command.argv).toEqual([...head, "--file", "-", "config", "--hash", "*"]);
    expect(compose.serviceHashes(project).stdin).toBeUndefined();
  });

  it.each(["DOCKER_HOST", "COMPOSE_PROFILES", "LD_PRELOAD", "PATH"])(
    "refuses %s as a variable of the compose file",
    (name) => {
      expect(() => compose.up({ ...project, variables: { [name]: "x" } })).toThrow(`variable ${name} cannot be given`);
    },
  );

  it("asks only for the project's own containers", () => {
    expect(compose.listContainers("shop-prod").argv.join(" ")).toBe(
      "docker container ls --all --quiet --no-trunc --filter label=com.docker.compose.project=shop-prod --filter label=com.docker.compose.oneoff=False",
    );
    expect(compose.containerLogs("4f", 20).argv).toEqual(["docker", "container", "logs", "--tail", "20", "--", "4f"]);
  });
});
