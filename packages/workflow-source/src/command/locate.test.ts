import { describe, expect, it } from "vitest";
import { filesOf } from "../../test/files.ts";
import { mark } from "../value/mark.ts";
import { locate } from "./locate.ts";

const files = filesOf(
  Object.fromEntries(
    ["compose.yml", "deploy/compose.yml", "a/x.yml", "b/x.yml", "deploy/prod/only.yml", "b/.env"].map((path) => [
      path,
      "",
    ]),
  ),
);
const on = (host: "runner" | "remote", directory: string | undefined) => (asked: string) =>
  locate({ host, directory, files }, asked);

describe("on the runner, in a known folder", () => {
  it.each([
    ["", "compose.yml", "compose.yml"],
    ["", "./deploy/../a/x.yml", "a/x.yml"],
    ["deploy", "compose.yml", "deploy/compose.yml"],
    ["deploy/prod", "../compose.yml", "deploy/compose.yml"],
    ["", "/srv/app/only.yml", "deploy/prod/only.yml"],
    ["", `${mark("variable")}/a/x.yml`, "a/x.yml"],
  ])("in %j %s is %s", (folder, asked, path) => expect(on("runner", folder)(asked)).toEqual({ path }));

  it.each(["only.yml", "deploy/x.yml", "../compose.yml"])("%s is not there", (asked) =>
    expect(on("runner", "")(asked)).toEqual({ missing: `${asked} is not in this repository` }),
  );
});

describe("on another host", () => {
  it.each([
    ["compose.yml", "compose.yml"],
    ["/opt/app/compose.yml", "compose.yml"],
    ["/opt/deploy/compose.yml", "deploy/compose.yml"],
    ["~/app/a/x.yml", "a/x.yml"],
    ["only.yml", "deploy/prod/only.yml"],
  ])("%s is %s", (asked, path) => expect(on("remote", undefined)(asked)).toEqual({ path }));

  it("does not choose among equals, nor without a name", () => {
    expect(on("remote", undefined)("/srv/x.yml")).toEqual({
      missing: "/srv/x.yml could be any of 2 files in this repository",
    });
    expect(on("remote", undefined)(`${mark("input")}.yml`)).toEqual({
      missing: "<input>.yml is known only at run time",
    });
    expect(on("remote", undefined)(`${mark("input")}/compose.yml`)).toEqual({
      missing: "<input>/compose.yml is known only at run time",
    });
    expect(on("remote", undefined)("none.yml")).toEqual({ missing: "none.yml is not in this repository" });
    expect(on("remote", undefined)("/")).toEqual({ missing: "/ is not in this repository" });
  });
});
