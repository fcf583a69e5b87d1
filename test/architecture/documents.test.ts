// docs/architecture.md, docs/adding.md and CONTRIBUTING.md against the tree: the table of packages, and every path that they name.
import { describe, expect, it } from "vitest";
import { pathExists, pathsIn } from "./document-paths.ts";
import { foldersIn, read } from "./files.ts";
import { MAY_USE } from "./may-use.ts";

const ARCHITECTURE = "docs/architecture.md";

describe("the table of packages in docs/architecture.md", () => {
  const rows = tableRows(read(ARCHITECTURE));
  it("has a row for every package, and no other", () => {
    expect(rows.map(({ name }) => name).toSorted()).toEqual(foldersIn("packages").toSorted());
  });
  it("shows the imports that MAY_USE allows", () => {
    expect(Object.fromEntries(rows.map(({ name, mayUse }) => [name, mayUse.toSorted()]))).toEqual(
      Object.fromEntries(Object.entries(MAY_USE).map(([name, mayUse]) => [name, mayUse.toSorted()])),
    );
  });
  it("lists a package above those that it imports", () => {
    const order = rows.map(({ name }) => name);
    const upwards = rows.flatMap(({ name, mayUse }) =>
      mayUse.filter((used) => order.indexOf(used) < order.indexOf(name)).map((used) => `${name} imports ${used}`),
    );
    expect(upwards).toEqual([]);
  });
  it("says what each package does", () => {
    expect(rows.filter(({ does }) => does === "")).toEqual([]);
  });
});

describe.each([ARCHITECTURE, "docs/adding.md", "CONTRIBUTING.md"])("%s", (page) => {
  const paths = pathsIn(read(page));
  it("names paths", () => expect(paths).not.toEqual([]));
  it("names only paths that exist", () => expect(paths.filter((path) => !pathExists(path))).toEqual([]));
});

describe("the reading of paths", () => {
  it("finds them in backticks, and neither commands nor other repositories", () => {
    const text =
      "`test/architecture`, `actions/<name>/src/main.ts`, `npm ci --prefix scripts/x`, `actions/checkout@v4`, docs/a";
    expect(pathsIn(text)).toEqual(["test/architecture", "actions/<name>/src/main.ts"]);
  });
  it.each(["test/architecture/", "test/architecture/<name>.test.ts", "packages/<name>", "actions/<name>/src/"])(
    "finds %s",
    (path) => expect(pathExists(path)).toBe(true),
  );
  it.each(["test/architectures", "test/architecture/<name>.py", "packages/<name>/nowhere.ts", "no<where>/x"])(
    "does not find %s",
    (path) => expect(pathExists(path)).toBe(false),
  );
});

/** The rows between the two markers: `| name | what it does | may import |`, a dash where it imports nothing. */
function tableRows(page: string) {
  const [, table = ""] = /<!-- arrows -->\n([\s\S]*?)<!-- \/arrows -->/.exec(page) ?? [];
  return table
    .split("\n")
    .slice(2)
    .filter((line) => line.startsWith("|"))
    .map((line) => {
      const [name = "", does = "", mayUse = ""] = line
        .split("|")
        .slice(1)
        .map((cell) => cell.trim());
      return {
        name: name.replaceAll("`", ""),
        does,
        mayUse: [...mayUse.matchAll(/`([^`]+)`/g)].map(([, used = ""]) => used),
      };
    });
}
