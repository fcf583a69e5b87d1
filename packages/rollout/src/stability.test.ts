// What counts as not having stayed up.

import type { Container } from "@deploy-actions/runtime";
import { describe, expect, it } from "vitest";
import { failing } from "./containers.ts";
import { fallen } from "./stability.ts";

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
const baseline = { before: [], forgiven: 1 };
const after = (change: Partial<Container>) => fallen([up], [{ ...up, ...change }], baseline).map(({ why }) => why);

it.each<[string, Partial<Container>, string[]]>([
  ["it still runs", {}, []],
  ["its health is still to be seen", { health: "starting" }, []],
  ["it has ended", { status: "exited", exitCode: 3, restarting: false }, ["ended with exit code 3"]],
  ["it is being restarted", { status: "restarting", restarts: 1, exitCode: 1 }, ["answered, and then ended"]],
  ["it was restarted and runs", { restarts: 1 }, ["answered, and then ended"]],
])("%s", (_, change, why) => {
  expect(after(change)).toEqual(why);
});

it("forgives a restart from before the first right answer", () => {
  expect(fallen([{ ...up, restarts: 1 }], [{ ...up, restarts: 1 }], baseline)).toEqual([]);
});

it("misses one that somebody removed", () => {
  expect(fallen([up], [], baseline).map(({ why }) => why)).toEqual(["answered, and then was removed by somebody else"]);
});

describe("a container that the deploy left alone", () => {
  const old = { ...up, id: "2", name: "db-1", service: "db", restarts: 5 };

  it("is not blamed for restarts of long ago, but for a new one", () => {
    const known = { before: [old], forgiven: 0 };
    expect(failing([up, old], known)).toEqual([]);
    expect(failing([up, { ...old, restarts: 6 }], known)).toHaveLength(1);
  });

  it("is not blamed for what was wrong with it before", () => {
    const ill = { ...old, health: "unhealthy" };
    expect(failing([up, ill], { before: [ill], forgiven: 0 })).toEqual([]);
    expect(failing([up, ill], { before: [old], forgiven: 0 })).toHaveLength(1);
  });
});
