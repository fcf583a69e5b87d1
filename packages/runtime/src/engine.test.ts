import { localTarget } from "@deploy-actions/target";
import { expect, it, vi } from "vitest";
import { z } from "zod/mini";
import { engineOf, parseAnswer, saysEngineUnreachable } from "./engine.ts";

const here = localTarget();

it("reports that docker is missing, with the remedy", async () => {
  vi.stubEnv("PATH", "");
  try {
    await expect(engineOf(here)).rejects.toMatchObject({
      reason: "no-docker",
      next: expect.stringContaining("Install the Docker"),
    });
  } finally {
    vi.unstubAllEnvs();
  }
});

it("names the query if its answer is not understood", () => {
  expect(() => parseAnswer(z.array(z.string()), `{"a":1}`, "docker version")).toThrow(
    expect.objectContaining({ reason: "unexpected-answer", message: expect.stringContaining("docker version") }),
  );
  expect(() => parseAnswer(z.string(), "not json", "docker version")).toThrow(
    expect.objectContaining({ reason: "unexpected-answer" }),
  );
});

it.each([
  "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
  "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory",
  'error during connect: Get "http://10.0.0.9:2375/v1.45/version": dial tcp 10.0.0.9:2375: connect: connection refused',
  "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get ...",
])("knows an engine that is not there: %s", (words) => {
  expect(saysEngineUnreachable(words)).toBe(true);
});

it.each([
  "Error response from daemon: conflict: unable to remove repository reference",
  'Error response from daemon: Get "http://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused',
  "",
])("does not take the engine's own errors, or a registry that is not there, for it: %s", (words) => {
  expect(saysEngineUnreachable(words)).toBe(false);
});
