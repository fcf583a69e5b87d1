import { describe, expect, it } from "vitest";
import { mark } from "../value/mark.ts";
import { baseName, type Folder, folderAt, folderOf, joinPath, pathFrom } from "./path.ts";

const OPEN = mark("input");

describe("a path in a folder", () => {
  it.each<[string | undefined, string, string | undefined]>([
    ["a/b", "../c/./d", "a/c/d"],
    ["a", "..", ""],
    ["", "", ""],
    ["a", "../..", undefined],
    [undefined, "a", undefined],
    ["a", "/b", undefined],
    ["a", "~/b", undefined],
    ["a", `${OPEN}/b`, undefined],
    ["a", `b/${OPEN}`, undefined],
    ["a", "b\0", undefined],
    ["/opt/app", "../x/.env", "/opt/x/.env"],
    ["/opt", "../..", "/"],
    ["~/app", "compose.yml", "~/app/compose.yml"],
    ["~", "..", undefined],
    ["~", ".", "~"],
    [`/srv/${OPEN}`, "a", `/srv/${OPEN}/a`],
    [`${OPEN}/x`, "a", `${OPEN}/x/a`],
  ])("of %j, %j", (folder, path, expected) => expect(joinPath(folder, path)).toBe(expected));
});

describe("a path as a command means it", () => {
  it.each<[Folder, string, string | undefined]>([
    [{ directory: "k8s" }, "app.yaml", "k8s/app.yaml"],
    [{ directory: "k8s" }, "/github/workspace/app.yaml", "app.yaml"],
    [{ directory: undefined }, "/github/workspace", ""],
    [{ directory: "k8s" }, "//opt/./app/", "/opt/app"],
    [{ directory: "k8s" }, "~deploy/app", "~deploy/app"],
    [{ directory: "k8s" }, `${OPEN}/a/../app`, `${OPEN}/app`],
    [{ directory: "k8s" }, `${OPEN}/../app`, undefined],
    [{ directory: undefined, elsewhere: "/opt/app" }, "app.yaml", "/opt/app/app.yaml"],
    [{ directory: undefined }, "app.yaml", undefined],
  ])("in %j, %j", (folder, path, expected) => expect(pathFrom(folder, path)).toBe(expected));
});

it("tells a folder of the repository from one of the machine", () => {
  expect(folderAt("k8s")).toEqual({ directory: "k8s", elsewhere: undefined });
  expect(folderAt("~")).toEqual({ directory: undefined, elsewhere: "~" });
  expect(folderAt(undefined)).toEqual({ directory: undefined, elsewhere: undefined });
});

it.each([
  ["a/b.yml", "a", "b.yml"],
  ["b.yml", "", "b.yml"],
  ["/opt/b.yml", "/opt", "b.yml"],
  ["/b.yml", "/", "b.yml"],
  ["~/b.yml", "~", "b.yml"],
])("takes %j apart", (path, folder, name) => expect([folderOf(path), baseName(path)]).toEqual([folder, name]));
