import { expect, it } from "vitest";
import { Overlay } from "./overlay.ts";

function overlayOf(entries: Readonly<Record<string, number>>): Overlay<number> {
  const overlay = new Overlay<number>();
  for (const [name, value] of Object.entries(entries)) overlay.set(name, value);
  return overlay;
}

it("sees what lies under it until it sets something itself", () => {
  const under = overlayOf({ a: 1, b: 2 });
  const over = under.fork();
  over.set("b", 3);
  over.set("c", 4);
  expect([...over]).toEqual([
    ["a", 1],
    ["b", 3],
    ["c", 4],
  ]);
  expect([...under]).toEqual([
    ["a", 1],
    ["b", 2],
  ]);
});

it("forgets what it deletes, and nobody else does", () => {
  const under = overlayOf({ a: 1 });
  const over = under.fork();
  over.delete("a");
  over.delete("never");
  expect([over.get("a"), over.has("a"), [...over]]).toEqual([undefined, false, []]);
  expect(under.get("a")).toBe(1);
  over.set("a", 2);
  expect(over.get("a")).toBe(2);
});

it("knows what has changed since, over several forks", () => {
  const base = overlayOf({ a: 1, b: 2 });
  const first = base.fork();
  first.set("a", 3);
  const second = first.fork();
  second.delete("b");
  expect([...second.changedSince(base)].sort()).toEqual(["a", "b"]);
  expect([...second.changedSince(first)]).toEqual(["b"]);
  expect([...base.changedSince(base)]).toEqual([]);
});

it("takes over what a fork has changed, and all of a stranger", () => {
  const base = overlayOf({ a: 1, b: 2 });
  const fork = base.fork();
  fork.set("a", 3);
  fork.delete("b");
  base.take(fork);
  expect([...base]).toEqual([["a", 3]]);
  base.take(overlayOf({ c: 4 }));
  expect(base.get("c")).toBe(4);
});
