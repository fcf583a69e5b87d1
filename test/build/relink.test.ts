import { expect, test } from "vitest";
import { relink } from "../../scripts/build/relink.ts";

const ships = new Map([
  ["actions/deploy", "deploy"],
  ["actions/deploy/README.md", "deploy/README.md"],
  ["actions/rollback/README.md", "rollback/README.md"],
  ["README.md", "README.md"],
]);
const move = (from: string, to: string) => (text: string) =>
  relink(text, { from, to, shipped: (path) => ships.get(path), address: (path) => `https://example.com/${path}` });
const inAction = move("actions/deploy/README.md", "deploy/README.md");
const inRoot = move("README.md", "README.md");

test.each([
  [inAction, "[a](../rollback/README.md#inputs)", "[a](../rollback/README.md#inputs)"],
  [inAction, "[a](../../docs/x.md#y)", "[a](https://example.com/docs/x.md#y)"],
  [inAction, '[a](../../README.md "title")', '[a](../README.md "title")'],
  [inRoot, "[a](actions/deploy/README.md), [b](actions/deploy/)", "[a](deploy/README.md), [b](deploy)"],
  [
    inRoot,
    "![i](docs/i.png)\n\n[ref]: docs/z.md\n",
    "![i](https://example.com/docs/i.png)\n\n[ref]: https://example.com/docs/z.md\n",
  ],
  [inRoot, "[a](https://x.dev/y) [b](#here) [c](mailto:a@b.c)", "[a](https://x.dev/y) [b](#here) [c](mailto:a@b.c)"],
])("links follow their page", (moved, before, after) => {
  expect(moved(before)).toBe(after);
});
