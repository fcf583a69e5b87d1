import { expect, it } from "vitest";
import { readKinds } from "./kinds.ts";

it("reads plural words, each once", () => {
  expect(readKinds(["images", "containers", "images"])).toEqual({ value: ["image", "container"] });
});

it("names the words there are when one is wrong or none is given", () => {
  expect(readKinds(["containers", "image"])).toEqual({
    mistake: 'must name containers, images, volumes, networks; "image" is none of them',
  });
  expect(readKinds(["toString"])).toEqual({ mistake: expect.stringContaining('"toString" is none of them') });
  expect(readKinds([])).toEqual({ mistake: expect.stringContaining("at least one") });
});
