import { expect, it } from "vitest";
import { removeImages } from "./remove-images.ts";

/** An engine with these images, each under the one that it is built on. */
function docker(parents: Record<string, string | undefined>) {
  const calls: string[] = [];
  const there = new Map(Object.entries(parents));
  return {
    calls,
    there,
    run: async (...args: string[]) => {
      const name = args.at(-1) ?? "";
      calls.push(name);
      if ([...there.values()].includes(name)) throw new Error(`${name} has dependent child images`);
      there.delete(name);
      return "";
    },
  };
}

it("removes an image after those that are built on it, in any listed order", async () => {
  const { run, there, calls } = docker({ base: undefined, middle: "base", top: "middle" });
  await removeImages(run, ["base", "middle", "top", "top"]);
  expect([...there.keys()]).toEqual([]);
  expect(calls).toEqual(["base", "middle", "top", "base", "middle", "base"]);
});

it("passes on the refusal when an image that is not named is built on one that is", async () => {
  const { run } = docker({ base: undefined, stranger: "base" });
  await expect(removeImages(run, ["base"])).rejects.toThrow("base has dependent child images");
});
