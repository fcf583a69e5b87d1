// The exact command lines given to docker, and the names they may carry.
import { describe, expect, it } from "vitest";
import * as compose from "./compose.ts";

const project = {
  name: "shop-prod",
  file: "/state/shop/prod/releases/1a/compose.yml",
  variables: { DB_URL: "postgres://u:p@h/d" },
};
const head = ["docker", "compose", "--ansi", "never", "--progress", "plain"];

describe("commands", () => {
  it("reads a file without filling in a variable", () => {
    expect(compose.readModel("/checkout/compose.yml").argv).toEqual([
      ...head,
      ...["--file", "/checkout/compose.yml", "config", "--no-interpolate", "--no-normalize", "--format", "json"],
    ]);
  });

  it("switches without pulling, building or leaving orphans", () => {
    expect(compose.up(project).argv).toEqual([
      ...head,
      ...["--project-name", "shop-prod", "--file", project.file],
      ...["up", "--detach", "--pull", "never", "--no-build", "--remove-orphans"],
    ]);
  });

  it("keeps volumes when it takes a project down", () => {
    expect(compose.down(project).argv.slice(head.length)).toEqual([
      ...["--project-name", "shop-prod", "--file", project.file, "down", "--remove-orphans"],
    ]);
  });

  it("hands variables over in the environment only, and lets no other in", () => {
    const command = compose.up(project);
    expect(command.argv.join(" ")).not.toContain("postgres://");
    expect(command.env).toEqual(project.variables);
    expect(command.inherit).toContain("DOCKER_HOST");
    expect(command.inherit).not.toContain("PORT");
  });

  it("gives the rendered text on stdin to be hashed", () => {
    const command = compose.serviceHashes(project, "{}\n", "/state/shop/prod");
    expect(command.stdin).toBe("{}\n");
    expect(command.argv.slice(head.length)).toEqual([
      ...[
        "--project-name",
        "shop-prod",
        "--project-directory",
        "/state/shop/prod",
        "--file",
        "-",
        "config",
        "--hash",
        "*",
      ],
    ]);
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
