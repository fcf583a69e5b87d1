import { describe, expect, it } from "vitest";
import type { SourcePlace } from "../position.ts";
import { mark } from "./mark.ts";
import { concat, EMPTY, flatMapText, type Hop, mapText, only, soleText, union, type Values, withHop } from "./value.ts";

const PLACE: SourcePlace = {
  path: "w.yml",
  range: () => ({ start: { line: 1, column: 1 }, end: { line: 1, column: 1 } }),
};
const hop = (what: string): Hop => ({ what, place: PLACE });
const texts = (values: Values): readonly string[] => values.map(({ text }) => text);
const trails = (values: Values): readonly (readonly string[])[] =>
  values.map(({ trail }) => trail.map(({ what }) => what));
const many = (count: number): Values => union(...Array.from({ length: count }, (_, index) => only(`${index}`)));

describe("a union", () => {
  it("holds every alternative once, in order, with the trail it came with first", () => {
    const values = union(only("a", [hop("first")]), only("b"), only("a", [hop("second")]));
    expect(texts(values)).toEqual(["a", "b"]);
    expect(trails(values)).toEqual([["first"], []]);
  });
  it("of nothing is one empty text", () => {
    expect(union()).toEqual(EMPTY);
    expect(union([], [])).toEqual(EMPTY);
  });
  it("of too many stays open at its end, so that none is lost", () => {
    expect(texts(many(32))).toHaveLength(32);
    const full = texts(many(33));
    expect(full).toHaveLength(32);
    expect(full.at(-1)).toBe(mark("expression"));
    expect(full.slice(0, 31)).toEqual(texts(many(31)));
  });
});

describe("texts put one after the other", () => {
  it("are every pair of alternatives", () => {
    const values = concat(union(only("a"), only("b")), only("-"), union(only("1"), only("2")));
    expect(texts(values)).toEqual(["a-1", "a-2", "b-1", "b-2"]);
  });
  it("keep both trails, each hop once", () => {
    const shared = hop("shared");
    expect(trails(concat(only("a", [hop("a"), shared]), only("b", [shared, hop("b")])))).toEqual([
      ["a", "shared", "b"],
    ]);
  });
  it("are limited in number, length and trail", () => {
    expect(texts(concat(many(20), many(20)))).toHaveLength(32);
    const long = only("x".repeat(90_000));
    expect(soleText(concat(long, long))).toHaveLength(100_000);
    const hops = Array.from({ length: 20 }, (_, index) => hop(`${index}`));
    expect(
      trails(
        concat(
          only("a", hops),
          only(
            "b",
            hops.map(({ what }) => hop(`${what}'`)),
          ),
        ),
      )[0],
    ).toHaveLength(24);
  });
  it("of nothing are empty", () => expect(concat()).toEqual(EMPTY));
  it("cost little, however many they are", () => {
    expect(concat(...Array.from({ length: 200 }, () => many(30)))).toHaveLength(32);
  });
});

it("changes texts, and joins what becomes the same", () => {
  const values = union(only("A", [hop("x")]), only("a", [hop("y")]));
  expect(texts(mapText(values, (text) => text.toLowerCase()))).toEqual(["a"]);
  expect(trails(mapText(values, (text) => text.toLowerCase()))).toEqual([["x"]]);
});

it("replaces each text by several, whose trail comes before its own", () => {
  const values = flatMapText(only("a", [hop("outer")]), (text) => [
    ...only(`${text}1`, [hop("inner")]),
    ...only(`${text}2`),
  ]);
  expect(texts(values)).toEqual(["a1", "a2"]);
  expect(trails(values)).toEqual([["inner", "outer"], ["outer"]]);
});

it("comes through the nearest place first, and forgets the farthest", () => {
  expect(trails(withHop(withHop(only("a"), hop("far")), hop("near")))).toEqual([["near", "far"]]);
  const long = Array.from({ length: 40 }, (_, index) => hop(`${index}`)).reduce(withHop, only("a"));
  expect(trails(long)[0]).toHaveLength(24);
  expect(trails(long)[0]?.[0]).toBe("39");
});

it("has a sole text only where there is one alternative", () => {
  expect(soleText(only("a"))).toBe("a");
  expect(soleText(union(only("a"), only("b")))).toBeUndefined();
});
