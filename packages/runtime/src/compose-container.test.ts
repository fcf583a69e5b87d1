// The state of a container, from the engine's inspect output.
import { describe, expect, it } from "vitest";
import { type Container, Containers, containerState, isRunningAs, parseHashes } from "./compose-container.ts";

const one: Container = {
  id: "4f",
  name: "shop-prod-web-1",
  service: "web",
  image: "web@sha256:1",
  configHash: "h1",
  status: "running",
  exitCode: 0,
  outOfMemory: false,
  error: "",
  restarts: 0,
  startedAt: "2026-01-01T00:00:00Z",
  restarting: false,
  publishesPorts: false,
};

describe("containerState", () => {
  it.each<[string, Partial<Container>, number, string]>([
    ["running", {}, 0, "up"],
    ["healthy", { health: "healthy" }, 0, "up"],
    ["healthcheck still starting", { health: "starting" }, 0, "starting"],
    ["created and not started", { status: "created" }, 0, "starting"],
    ["a one-shot service that exited with 0", { status: "exited" }, 0, "done"],
    ["an allowed crash", { status: "restarting", restarts: 1, exitCode: 1, restarting: true }, 1, "starting"],
    ["the moment before that restart", { status: "exited", exitCode: 1, restarting: true }, 1, "starting"],
    ["running after an allowed restart", { restarts: 1, restarting: true }, 1, "up"],
  ])("%s", (_, change, allowedRestarts, state) => {
    expect(containerState({ ...one, ...change }, allowedRestarts)).toEqual({ state });
  });

  it.each<[string, Partial<Container>, number, string]>([
    ["a crash", { status: "exited", exitCode: 1 }, 1, "exited with code 1"],
    [
      "out of memory",
      { status: "exited", exitCode: 137, outOfMemory: true },
      1,
      "exited with code 137 because it was out of memory",
    ],
    [
      "a port that could not be bound",
      { status: "exited", exitCode: 128, error: "port is already allocated" },
      1,
      "exited with code 128 (port is already allocated)",
    ],
    ["a service with a port that exited with 0", { status: "exited", publishesPorts: true }, 1, "exited with code 0"],
    [
      "a crash that is not allowed",
      { status: "restarting", restarts: 1, exitCode: 7, restarting: true },
      0,
      "exited with code 7 and was restarted",
    ],
    ["one more crash than allowed", { restarts: 2, restarting: true }, 1, "exited and was restarted 2 times"],
    ["its healthcheck fails", { health: "unhealthy" }, 1, "is unhealthy according to its healthcheck"],
  ])("failed: %s", (_, change, allowedRestarts, why) => {
    expect(containerState({ ...one, ...change }, allowedRestarts)).toEqual({ state: "failed", why });
  });
});

describe("isRunningAs", () => {
  const hashes = parseHashes("web h1\njob h2\n", "web h7\n");
  const job: Container = { ...one, service: "job", configHash: "h2", status: "exited" };

  it("is true if every service runs with exactly its configuration", () => {
    expect(isRunningAs([one, job], hashes)).toBe(true);
    expect(isRunningAs([{ ...one, health: "starting" }, job], hashes)).toBe(true);
    expect(isRunningAs([{ ...one, restarts: 7 }, job], hashes)).toBe(true);
    expect(isRunningAs([{ ...one, configHash: "h7" }, job], hashes)).toBe(true);
  });

  it.each<[string, Container[]]>([
    ["a service is missing", [one]],
    ["a configuration differs", [one, { ...job, configHash: "h3" }]],
    ["another service runs too", [one, job, { ...one, service: "old" }]],
    ["one has failed", [{ ...one, status: "exited", exitCode: 1 }, job]],
    ["one was created and never started", [{ ...one, status: "created" }, job]],
    ["nothing runs", []],
  ])("is false if %s", (_, containers) => {
    expect(isRunningAs(containers, hashes)).toBe(false);
  });
});

it("parses the engine's output", () => {
  const printed = {
    Id: "4f",
    Name: "/shop-prod-web-1",
    RestartCount: 3,
    State: {
      Status: "running",
      ExitCode: 0,
      OOMKilled: false,
      Error: "",
      StartedAt: "2026-01-01T00:00:00Z",
      Health: {
        Status: "unhealthy",
        Log: [
          { ExitCode: 0, Output: "ok" },
          { ExitCode: 1, Output: "refused\n" },
        ],
      },
    },
    Config: {
      Image: "web@sha256:1",
      Labels: { "com.docker.compose.service": "web", "com.docker.compose.config-hash": "h1" },
    },
    HostConfig: { RestartPolicy: { Name: "unless-stopped" }, PortBindings: { "80/tcp": [{ HostPort: "8080" }] } },
  };
  expect(Containers.parse([printed])).toEqual([
    { ...one, restarts: 3, health: "unhealthy", healthOutput: "refused", restarting: true, publishesPorts: true },
  ]);
});
