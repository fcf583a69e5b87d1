import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { applyEdits } from "./apply.ts";
import type { Edit } from "./edit.ts";
import { patchOf } from "./patch.ts";

/** Puts `text` in place of the `line`-th line, or of columns of it. */
function edit(line: number, text: string, from = 1, to = from, lastLine = line): Edit {
  return { range: { start: { line, column: from }, end: { line: lastLine, column: to } }, text };
}

const LINES = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`).join("");

it("shows three lines around what changes", () => {
  expect(patchOf("a/w.yml", LINES, [edit(10, "row", 1, 5)])).toBe(`--- a/a/w.yml
+++ b/a/w.yml
@@ -7,7 +7,7 @@
 line 7
 line 8
 line 9
-line 10
+row 10
 line 11
 line 12
 line 13
`);
});

it("shows a line that goes, and not the one behind it", () => {
  expect(patchOf("w.yml", "a\nb\nc\n", [edit(2, "", 1, 1, 3)])).toMatch(/\n a\n-b\n c\n$/);
});

it("is empty where nothing changes", () => {
  expect(patchOf("w.yml", LINES, [])).toBe("");
  expect(patchOf("w.yml", "a", [edit(9, "x")])).toBe("");
  expect(patchOf("w.yml", "a\nb\n", [edit(2, "b", 1, 2)])).toBe("");
});

const CASES: [string, string, string, Edit[]][] = [
  ["a line in the middle", "w.yml", LINES, [edit(10, "x")]],
  ["the first and the last line", "w.yml", LINES, [edit(1, "x"), edit(20, "y")]],
  ["two on one line", "w.yml", LINES, [edit(5, "x"), edit(5, "y", 3, 4)]],
  ["neighbouring lines", "w.yml", LINES, [edit(5, "x"), edit(6, "y"), edit(7, "z", 2, 3)]],
  ["lines whose surroundings touch", "w.yml", LINES, [edit(5, "x"), edit(12, "y")]],
  ["lines whose surroundings do not", "w.yml", LINES, [edit(5, "x"), edit(13, "y")]],
  ["a line more, then one further down", "w.yml", LINES, [edit(2, "x\n"), edit(18, "y")]],
  ["two lines less, then one further down", "w.yml", LINES, [edit(2, "", 1, 1, 4), edit(18, "y")]],
  ["no line end at the end", "w.yml", "a\nb", [edit(2, "x")]],
  ["one line without an end", "w.yml", "a", [edit(1, "x")]],
  ["a line end put at the end", "w.yml", "a\nb", [edit(2, "\n", 2)]],
  ["the line end at the end taken away", "w.yml", "a\nb\n", [edit(2, "", 2, 1, 3)]],
  ["CRLF line ends", "w.yml", LINES.replaceAll("\n", "\r\n"), [edit(5, "x")]],
  ["a byte order mark", "w.yml", `\ufeff${LINES}`, [edit(1, "x")]],
  ["a name with blanks", "my flows/w 1.yml", LINES, [edit(5, "x")]],
  ["a name beyond ASCII", "é/ü.yml", LINES, [edit(5, "x")]],
  ["a name that must be quoted", 'a"b\\c\td.yml', LINES, [edit(5, "x")]],
  ["a line that looks like a diff", "w.yml", "-- a\n++ b\n@@ -1 +1 @@\n\\ No\n", [edit(2, "x")]],
  ["a file of nothing", "w.yml", "", [edit(1, "x\n")]],
];
const run = (command: string, args: readonly string[], cwd: string, input: string): void =>
  void execFileSync(command, args, { cwd, input, stdio: "pipe" });
const GIT = [
  "git apply",
  (cwd: string, patch: string) => run("git", ["apply", "--whitespace=nowarn"], cwd, patch),
] as const;
const PATCH = ["patch -p1", (cwd: string, patch: string) => run("patch", ["-p1", "--fuzz=0"], cwd, patch)] as const;
/** A checkout always has git beside it; the older tool is held to the same where a machine has it. */
const TOOLS = isInstalled("patch") ? [GIT, PATCH] : [GIT];

it.each(TOOLS.flatMap(([tool, use]) => CASES.map((one) => [tool, ...one, use] as const)))(
  "gives %s what it needs for %s",
  (_, __, path, text, edits, use) => {
    const folder = mkdtempSync(join(tmpdir(), "patch-"));
    try {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
      use(folder, patchOf(path, text, edits));
      expect(readFileSync(join(folder, path), "utf8")).toBe(applyEdits(text, edits).text);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

function isInstalled(tool: string): boolean {
  return spawnSync(tool, ["--version"]).error === undefined;
}
