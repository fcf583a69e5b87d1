import { expect, test } from "vitest";
import { containerName, found, look, stop, wait } from "./container.ts";

const answer = (code: number, stdout = "") => ({ code, stdout, stderr: "" });
const container = (Running: boolean, Labels: Record<string, string> | null) =>
  answer(0, JSON.stringify([{ State: { Running, Status: "x" }, Config: { Labels } }]));
const ours = { "deploy-actions.role": "migrate", other: "y" };

test("the name is the same for the same migration, another for another, and its parts do not run together", () => {
  expect(containerName(["a", "b"])).toMatch(/^migrate-[0-9a-f]{12}$/);
  expect(containerName(["a", "b"])).toBe(containerName(["a", "b"]));
  expect(containerName(["ab", ""])).not.toBe(containerName(["a", "b"]));
});

test("the commands that look at it and end it", () => {
  expect(stop("m").argv).toEqual(["docker", "container", "stop", "-t", "3", "--", "m"]);
  expect(wait("m").argv).toEqual(["docker", "container", "wait", "--", "m"]);
  expect(look("m").argv).toEqual(["docker", "container", "inspect", "--", "m"]);
});

test.each([
  [answer(1), "nothing"],
  [container(true, ours), "running"],
  [container(false, ours), "ended"],
  [container(true, {}), "foreign"],
  [container(false, null), "foreign"],
])("what looking found", (said, state) => {
  expect(found(said)).toBe(state);
});
