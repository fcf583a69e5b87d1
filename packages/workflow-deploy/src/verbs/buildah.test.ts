import { commandOf } from "@deploy-actions/workflow-source/testing";
import { expect, it } from "vitest";
import { buildah } from "./buildah.ts";

it.each([
  ["buildah bud -t a:b --layers .", ["make"]],
  ["buildah --log-level debug build -t a:b .", ["make"]],
  ["buildah push a:b docker://quay.io/a:b", ["push"]],
  ["buildah tag a:b c:d", ["tag"]],
  ["buildah from a:b", []],
  ["buildah run c -- make", []],
  ["buildah", []],
])("%s", (line, expected) => {
  expect(buildah.read(commandOf(line)).map((effect) => effect.does)).toEqual(expected);
});
