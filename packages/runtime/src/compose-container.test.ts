// How a container stands, from what the engine says of it.
import { describe, expect, it } from "vitest";
import { type Container, Containers, isRunningAs, parseHashes, standing } from "./compose-container.ts";

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

describe("standing", () => {
  it.each<[string, Partial<Container>, number, string]>([
    ["running", {}, 0, "up"],
    ["healthy", { health: "healthy" }, 0, "up"],
    ["health still to be seen", { health: "starting" }, 0, "starting"],
    ["made and not started", { status: "created" }, 0, "starting"],
    ["a one-shot that ended well", { status: "exited" }, 0, "done"],
    ["a crash that is forgiven", { status: "restarting", restarts: 1, exitCode: 1, restarting: true }, 1, "starting"],
    ["the moment before that", { status: "exited", exitCode: 1, restarting: true }, 1, "starting"],
    ["up again after it", { restarts: 1, restarting: true }, 1, "up"],
  ])("%s", (_, change, forgiven, is) => {
    expect(standing({ ...one, ...change }, forgiven)).toEqual({ is });
  });

  it.each<[string, Partial<Container>, number, string]>([
    ["a crash", { status: "exited", exitCode: 1 }, 1, "ended with exit code 1"],
    [
      "killed for memory",
      { status: "exited", exitCode: 137, outOfMemory: true },
      1,
      "ended with exit code 137 because it was out of memory",
    ],
    [
      "a port that could not be bound",
      { status: "exited", exitCode: 128, error: "port is already allocated" },
      1,
      "ended with exit code 128 (port is already allocated)",
    ],
    [
      "something with a port that ended with 0",
      { status: "exited", publishesPorts: true },
      1,
      "ended with exit code 0",
    ],
    [
      "a crash that is not forgiven",
      { status: "restarting", restarts: 1, exitCode: 7, restarting: true },
      0,
      "ended with exit code 7 and was started again",
    ],
    ["one more crash than is forgiven", { restarts: 2, restarting: true }, 1, "ended and was started again 2 times"],
    ["its own healthcheck says no", { health: "unhealthy" }, 1, "is unhealthy by its own healthcheck"],
  ])("failed: %s", (_, change, forgiven, why) => {
    expect(standing({ ...one, ...change }, forgiven)).toEqual({ is: "failed", why });
  });
});

describe("running as", () => {
  const hashes = parseHashes("web h1\njob h2\n", "web h7\n");
  const job: Container = { ...one, service: "job", configHash: "h2", status: "exited" };

  it("is so when every service runs from exactly its configuration", () => {
    expect(isRunningAs([one, job], hashes)).toBe(true);
    expect(isRunningAs([{ ...one, health: "starting" }, job], hashes)).toBe(true);
    expect(isRunningAs([{ ...one, restarts: 7 }, job], hashes)).toBe(true);
    expect(isRunningAs([{ ...one, configHash: "h7" }, job], hashes)).toBe(true);
  });

  it.each<[string, Container[]]>([
    ["a service is missing", [one]],
    ["a configuration differs", [one, { ...job, configHash: "h3" }]],
    ["something else runs beside", [one, job, { ...one, service: "old" }]],
    ["one has failed", [{ ...one, status: "exited", exitCode: 1 }, job]],
    ["one was made and never started", [{ ...one, status: "created" }, job]],
    ["nothing runs", []],
  ])("is not so when %s", (_, containers) => {
    expect(isRunningAs(containers, hashes)).toBe(false);
  });
});

it("reads what the engine prints", () => {
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
