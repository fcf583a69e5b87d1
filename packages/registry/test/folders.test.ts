// The order of the package's folders (see src/index.ts), and that no file imports itself through others.
import { posix } from "node:path";
import { expect, it } from "vitest";
import { importsOf } from "../../../test/architecture/arrows.ts";
import { filesBelow } from "../../../test/architecture/files.ts";

const SOURCE = "packages/registry/src";
/** Each folder may import from itself and from those before it. */
const ORDER = ["http", "auth", "client", "source", "upload", "publish", "tee"];

const files = filesBelow(SOURCE, /\.ts$/).filter((path) => !path.endsWith(".test.ts"));
const imported = new Map(
  files.map((path) => [
    path,
    importsOf(path).flatMap(({ to }) => (to.startsWith(".") ? [posix.join(posix.dirname(path), to)] : [])),
  ]),
);
const folderOf = (path: string): string => posix.dirname(posix.relative(SOURCE, path));

it("has no folder without a place in the order, and no file outside of one but the index", () => {
  const found = new Set(files.map(folderOf));
  expect([...found].sort()).toEqual([".", ...ORDER].sort());
  expect(files.filter((path) => folderOf(path) === ".")).toEqual([`${SOURCE}/index.ts`]);
});

it("imports from lower folders only", () => {
  const wrong = [...imported].flatMap(([path, targets]) =>
    targets
      .filter((target) => folderOf(path) !== "." && ORDER.indexOf(folderOf(target)) > ORDER.indexOf(folderOf(path)))
      .map((target) => `${path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

it("has no circle between files", () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
    if (trail.includes(path) || done.has(path)) return;
    for (const target of imported.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of files) visit(path, []);
  expect(circles).toEqual([]);
});
