import { expect, test } from "vitest";
import { containerName, containerState, inspectContainer, stopContainer, waitForContainer } from "./container.ts";

const result = (code: number, stdout = "") => ({ code, stdout, stderr: "" });
const container = (Running: boolean, Labels: Record<string, string> | null) =>
  result(0, JSON.stringify([{ State: { Running, Status: "x" }, Config: { Labels } }]));
const ours = { "deploy-actions.role": "migrate", other: "y" };

test("the name is stable for one scope, and scopes whose parts join to the same text get different names", () => {
  expect(containerName(["a", "b"])).toMatch(/^migrate-[0-9a-f]{12}$/);
  expect(containerName(["a", "b"])).toBe(containerName(["a", "b"]));
  expect(containerName(["ab", ""])).not.toBe(containerName(["a", "b"]));
});

test("the commands that inspect, wait for and stop the container", () => {
  expect(stopContainer("m").argv).toEqual(["docker", "container", "stop", "-t", "3", "--", "m"]);
  expect(waitForContainer("m").argv).toEqual(["docker", "container", "wait", "--", "m"]);
  expect(inspectContainer("m").argv).toEqual(["docker", "container", "inspect", "--", "m"]);
});

test.each([
  [result(1), "absent"],
  [container(true, ours), "running"],
  [container(false, ours), "exited"],
  [container(true, {}), "foreign"],
  [container(false, null), "foreign"],
])("the state of %j is %s", (inspected, state) => {
  expect(containerState(inspected)).toBe(state);
});
