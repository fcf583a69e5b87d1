// Which containers count as unstable.

import type { Container } from "@deploy-actions/runtime";
import { describe, expect, it } from "vitest";
import { failedContainers } from "./containers.ts";
import { unstableContainers } from "./stability.ts";

const up: Container = {
  id: "1",
  name: "web-1",
  service: "web",
  image: "web@sha256:1",
  configHash: "h",
  status: "running",
  exitCode: 0,
  outOfMemory: false,
  error: "",
  restarts: 0,
  startedAt: "2026-01-01T00:00:00Z",
  restarting: true,
  publishesPorts: true,
};
const baseline = { before: [], allowedRestarts: 1 };
const after = (change: Partial<Container>) =>
  unstableContainers([up], [{ ...up, ...change }], baseline).map(({ why }) => why);

it.each<[string, Partial<Container>, string[]]>([
  ["it is still running", {}, []],
  ["its healthcheck is still starting", { health: "starting" }, []],
  ["it has exited", { status: "exited", exitCode: 3, restarting: false }, ["exited with code 3"]],
  ["it is being restarted", { status: "restarting", restarts: 1, exitCode: 1 }, ["was healthy and then exited"]],
  ["it was restarted and is running", { restarts: 1 }, ["was healthy and then exited"]],
])("%s", (_, change, why) => {
  expect(after(change)).toEqual(why);
});

it("ignores a restart before the first healthy answer", () => {
  expect(unstableContainers([{ ...up, restarts: 1 }], [{ ...up, restarts: 1 }], baseline)).toEqual([]);
});

it("reports a container that was removed", () => {
  expect(unstableContainers([up], [], baseline).map(({ why }) => why)).toEqual([
    "was healthy and then was removed by another process",
  ]);
});

describe("a container that the deploy left alone", () => {
  const old = { ...up, id: "2", name: "db-1", service: "db", restarts: 5 };

  it("fails for a new restart, not for earlier ones", () => {
    const known = { before: [old], allowedRestarts: 0 };
    expect(failedContainers([up, old], known)).toEqual([]);
    expect(failedContainers([up, { ...old, restarts: 6 }], known)).toHaveLength(1);
  });

  it("does not fail if it was unhealthy before", () => {
    const unhealthy = { ...old, health: "unhealthy" };
    expect(failedContainers([up, unhealthy], { before: [unhealthy], allowedRestarts: 0 })).toEqual([]);
    expect(failedContainers([up, unhealthy], { before: [old], allowedRestarts: 0 })).toHaveLength(1);
  });
});
