import { expect, it } from "vitest";
import { kindsOf, kindsProblem } from "./kinds.ts";

it("reads plural words, each once", () => {
  expect(kindsOf(["images", "containers", "images"])).toEqual(["image", "container"]);
});

it("names the words there are when one is wrong or none is given", () => {
  expect(kindsProblem(["containers", "image"])).toBe(
    'must name containers, images, volumes, networks; "image" is none of them',
  );
  expect(kindsProblem(["toString"])).toContain('"toString" is none of them');
  expect(kindsProblem([])).toContain("at least one");
  expect(kindsProblem(["volumes"])).toBeUndefined();
});
