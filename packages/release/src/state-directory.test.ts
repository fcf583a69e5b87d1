import { expect, it } from "vitest";
import { stateDirectory } from "./state-directory.ts";

it.each([
  ["what is given", "/srv/state", 1000, "/srv/state"],
  ["root's own", undefined, 0, "/var/lib/deploy-actions"],
  ["the user's own", undefined, 1000, "/home/ci/.local/state/deploy-actions"],
])("is %s", (_, input, userId, folder) => {
  expect(stateDirectory(input, { HOME: "/home/ci" }, userId)).toBe(folder);
});

it("follows XDG_STATE_HOME", () => {
  expect(stateDirectory(undefined, { HOME: "/home/ci", XDG_STATE_HOME: "/data" }, 1000)).toBe("/data/deploy-actions");
});
