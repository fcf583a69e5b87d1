import { expect, it } from "vitest";
import { readKinds } from "./kinds.ts";

it("reads plural names, each once", () => {
  expect(readKinds(["images", "containers", "images"])).toEqual({ value: ["image", "container"] });
});

it("lists the valid names when one is unknown or the list is empty", () => {
  expect(readKinds(["containers", "image"])).toEqual({
    mistake: 'must contain only containers, images, volumes, networks; "image" is unknown',
  });
  expect(readKinds(["toString"])).toEqual({ mistake: expect.stringContaining('"toString" is unknown') });
  expect(readKinds([])).toEqual({ mistake: expect.stringContaining("at least one") });
});
