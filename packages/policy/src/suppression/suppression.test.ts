import { expect, it } from "vitest";
import { suppressionsIn } from "./suppression.ts";

/** What each suppression says and speaks for: `ITV001,ITV005 @3-4: reason`. */
const said = (text: string, path = "w.yml"): string[] =>
  suppressionsIn(path, text).map(({ rules, lines, reason }) => `${rules.join()} @${lines.join("-")}: ${reason}`);

it.each([
  ["on the line", "a: b # itv-ignore[ITV001] pinned by hand", ["ITV001 @1-1: pinned by hand"]],
  ["on the line above", "# itv-ignore[ITV001] pinned by hand\na: b", ["ITV001 @2-2: pinned by hand"]],
  ["for several rules", "a: b # itv-ignore[ITV001, itv005] x", ["ITV001,itv005 @1-1: x"]],
  [
    "with a colon or dash before the reason",
    "a: b # itv-ignore[ITV001]: see #12 - soon",
    ["ITV001 @1-1: see #12 - soon"],
  ],
  ["without a reason", "a: b # itv-ignore[ITV001]  ", ["ITV001 @1-1: "]],
  ["with a dash alone", "a: b # itv-ignore[ITV001] --", ["ITV001 @1-1: "]],
  ["without rules", "a: b # itv-ignore because", [" @1-1: because"]],
  ["with empty brackets", "a: b # itv-ignore[] because", [" @1-1: because"]],
  ["without blanks", "a: b #itv-ignore[ITV001]x", ["ITV001 @1-1: x"]],
  ["behind another tool's marker", "a: b # zizmor: ignore[x] # itv-ignore[ITV001] y", ["ITV001 @1-1: y"]],
  ["twice on a line", "a: b # itv-ignore[ITV001] x # itv-ignore[ITV005] y", ["ITV001 @1-1: x", "ITV005 @1-1: y"]],
  [
    "in a block of comments",
    "# itv-ignore[ITV001] x\n# itv-ignore[ITV005] y\n# more\na: b\nc: d",
    ["ITV001 @4-4: x", "ITV005 @4-4: y"],
  ],
  ["with a blank line between, which ends its reach", "# itv-ignore[ITV001] x\n\na: b", ["ITV001 @2-2: x"]],
  ["at the end of the file", "a: b\n# itv-ignore[ITV001] x", ["ITV001 @2-2: x"]],
  [
    "above a command over several lines",
    "run: |\n  # itv-ignore[ITV001] x\n  docker run \\\n    -d \\\n    app\n  true",
    ["ITV001 @3-5: x"],
  ],
  [
    "behind a command over several lines",
    "run: |\n  docker run \\\n    app # itv-ignore[ITV001] x\n",
    ["ITV001 @2-3: x"],
  ],
  ["with CRLF line ends", "# itv-ignore[ITV001] x\r\na: \\\r\n  b\r\n", ["ITV001 @2-3: x"]],
])("reads a suppression %s", (_, text, expected) => {
  expect(said(text)).toEqual(expected);
});

it.each([
  ["another word", "a: b # itv-ignored[ITV001] x"],
  ["a word that goes on", "a: b # itv-ignore-next x"],
  ["prose about it", "a: b # write itv-ignore[ITV001] here"],
  ["quoted text in a script", 'run: |\n  echo "# itv-ignore[ITV001] x"\n'],
  ["quoted text in YAML", 'a: "# itv-ignore[ITV001] x"'],
])("takes %s for no suppression", (_, text) => {
  expect(said(text)).toEqual([]);
});

it("says where the comment stands", () => {
  const [first, second] = suppressionsIn("w.yml", "a: b # itv-ignore[ITV001] x  # itv-ignore[ITV005] y\n");
  expect(first?.place.range).toEqual({ start: { line: 1, column: 6 }, end: { line: 1, column: 28 } });
  expect(second?.place).toMatchObject({ path: "w.yml", range: { start: { line: 1, column: 30 } } });
});

it.each([
  ["comments stacked to the limit", "# itv-ignore[ITV001] x\n".repeat(40_000)],
  ["one endless command", `run: |\n${"  a # itv-ignore[ITV001] \\\n".repeat(40_000)}`],
  ["brackets that never close", `# itv-ignore[ ${" # itv-ignore[".repeat(70_000)}`],
  ["hashes and blanks", `# itv-ignore ${"#".repeat(400_000)} ${" ".repeat(400_000)} #`],
])("reads %s in time that grows with the file", (_, text) => {
  expect(() => suppressionsIn("w.yml", text)).not.toThrow();
});
