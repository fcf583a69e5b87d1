import { expect, test } from "vitest";
import { chunkGraph, classicZodOffences, eagerOffences } from "../../scripts/build/graph.ts";

/** The part of webpack's statistics that is read: two phases, a shared chunk, and one that only an `import()` further in reaches. */
const graph = chunkGraph({
  toJson: () => ({
    namedChunkGroups: { main: { chunks: [0] }, "deploy/main": { chunks: [1, 2] }, "migrate/main": { chunks: [1] } },
    chunks: [
      { id: 0, files: ["index.js"], initial: true, modules: [{ name: "./build/js/entries/registry.js" }] },
      {
        id: 1,
        files: ["1.js"],
        initial: false,
        modules: [
          { name: "./node_modules/zod/index.js + 2 modules", modules: [{ name: "./node_modules/zod/core.js" }] },
        ],
      },
      {
        id: 2,
        files: ["2.js"],
        initial: false,
        modules: [
          {
            name: "./a.js + 1 modules",
            modules: [{ name: "./node_modules/x/node_modules/@azure/storage-blob/index.js" }],
          },
        ],
      },
      {
        id: 3,
        files: ["3.js"],
        initial: false,
        modules: [
          { name: "./node_modules/undici/index.js" },
          { name: "./node_modules/@vercel/ncc/@@notfound.js?gone" },
        ],
      },
    ],
  }),
});

test("a phase loads the entry and its own chunks, not what an import() further in reaches", () => {
  expect(graph.eager.get("deploy/main")?.files).toEqual(["index.js", "1.js", "2.js"]);
  expect(graph.eager.get("migrate/main")?.modules).toContain("./node_modules/zod/core.js");
});

test("a heavy package inside a concatenated module of an eager chunk is reported; behind import() it is not", () => {
  expect(eagerOffences(graph)).toEqual([
    "deploy/main loads @azure/storage-blob at start; reach it by `import()` where it is used",
  ]);
});

test("an import that could not be resolved is reported", () => {
  expect(graph.missing).toEqual(["./node_modules/@vercel/ncc/@@notfound.js?gone"]);
});

test("zod's classic interface anywhere in the bundle is reported, zod/mini is not", () => {
  const holding = (module: string) => classicZodOffences({ ...graph, modules: new Set([module]) });
  expect(holding("./node_modules/zod/v4/classic/schemas.js")).toHaveLength(1);
  expect(holding("./node_modules/zod/index.js + 2 modules")).toHaveLength(1);
  expect(holding("./node_modules/zod/v4/mini/schemas.js")).toEqual([]);
  expect(holding("./node_modules/zod/v4/core/schemas.js")).toEqual([]);
});
