import { expect, it } from "vitest";
import { isNotFoundMessage } from "./objects.ts";
import { parseRefusal } from "./remove.ts";

// Messages of engines 20.10, 26.1 and 28.2, as printed by their clients.
it.each([
  ["Error response from daemon: No such container: 1f2e", "gone"],
  ["Error response from daemon: No such image: app:1", "gone"],
  ["Error response from daemon: get data: no such volume", "gone"],
  ["Error response from daemon: network 5e1f not found", "gone"],
  ["Error response from daemon: removal of container 1f2e is already in progress", "gone"],
  ["Error response from daemon: remove data: volume is in use - [1f2e]", "in-use"],
  [
    'Error response from daemon: conflict: unable to remove repository reference "app:1" (must force) - container 1f2e is using its referenced image 5e1f',
    "in-use",
  ],
  [
    "Error response from daemon: conflict: unable to delete 5e1f (cannot be forced) - image is being used by running container 1f2e",
    "in-use",
  ],
  [
    "Error response from daemon: conflict: unable to delete 5e1f (must be forced) - image is being used by stopped container 1f2e",
    "in-use",
  ],
  ["Error response from daemon: error while removing network: network n id 5e1f has active endpoints", "in-use"],
  [
    "Error response from daemon: conflict: unable to delete 5e1f (cannot be forced) - image has dependent child images",
    "in-use",
  ],
  ['Error response from daemon: driver "overlay2" failed to remove root filesystem: device or resource busy', "failed"],
  ["", "failed"],
])("classifies the refusal %j as %s", (stderr, outcome) => {
  expect(parseRefusal(stderr).outcome).toBe(outcome);
});

it.each([
  "Error: No such object: x",
  "Error response from daemon: No such container: x",
  "Error: No such volume: x",
  "Error response from daemon: get x: no such volume",
  "Error response from daemon: network x not found",
])("gone: %s", (message) => {
  expect(isNotFoundMessage(message)).toBe(true);
});

it.each([
  "Error response from daemon: permission denied",
  "no such file or directory",
  "Error response from daemon: context deadline exceeded",
])("not gone: %s", (message) => {
  expect(isNotFoundMessage(message)).toBe(false);
});
