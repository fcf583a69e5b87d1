import { describe, expect, it } from "vitest";
import { readScript } from "./script.ts";
import { literalOf, writtenOf } from "./word.ts";

function commands(script: string): string[] {
  return readScript(script).commands.map(({ words }) => words.map(writtenOf).join(" "));
}

describe("commands are found", () => {
  it.each([
    ["over line continuations", "docker \\\n  pull \\\n  a:b", ["docker pull a:b"]],
    ["without their quotes", `docker pull "a":'b'`, ["docker pull a:b"]],
    ["in loops, branches and functions", "f() { a; }; if b; then for x in y; do c; done; fi", ["a", "b", "c"]],
    ["in substitutions", 'x="$(a `b`)"; c <(d)', ["a `b`", "b", "c <(d)", "d"]],
    ["on both sides of an operator", "a && b || c | d & e", ["a", "b", "c", "d", "e"]],
    ["after assignments and redirections", "A=b >x c 2>&1 d", ["c d"]],
  ])("%s", (_, script, expected) => expect(commands(script)).toEqual(expected));
});

it.each([
  ["a comment", "# docker pull a:b"],
  ["a here-document", "cat <<EOF\ndocker pull a:b\nEOF\n"],
  ["an argument", 'echo "docker pull a:b"'],
])("%s is no command", (_, script) => {
  expect(commands(script).filter((command) => command.startsWith("docker"))).toEqual([]);
});

describe("the pieces of a word", () => {
  it.each([
    ["app:x", ["literal app:x"]],
    ["app:${{ github.sha }}", ["literal app:", "commit ${{ github.sha }}"]],
    ['"${{env.A}}${{ GITHUB.SHA }}-x"', ["unknown ${{env.A}}", "commit ${{ GITHUB.SHA }}", "literal -x"]],
    ["'${{ format('}}') }}'", ["unknown ${{ format('}}') }}"]],
    ["$GITHUB_SHA", ["commit $GITHUB_SHA"]],
    ['"${GITHUB_SHA}"', ["commit ${GITHUB_SHA}"]],
    ["${GITHUB_SHA::7}", ["commit ${GITHUB_SHA::7}"]],
    ["${GITHUB_SHA:0:12}", ["commit ${GITHUB_SHA:0:12}"]],
    ["${GITHUB_SHA:0:6}", ["unknown ${GITHUB_SHA:0:6}"]],
    ["${GITHUB_SHA:-latest}", ["unknown ${GITHUB_SHA:-latest}"]],
    ["a$B\\$c'$d'", ["literal a", "unknown $B", "literal $c$d"]],
    ["$(a)", ["unknown $(a)"]],
  ])("%s", (word, pieces) => {
    const read = readScript(`x ${word}`).commands.find(({ words }) => literalOf(words[0]) === "x")?.words[1];
    expect(read?.pieces.map(({ kind, text }) => `${kind} ${text}`)).toEqual(pieces);
    expect(read && [read.start, read.end]).toEqual([2, 2 + word.length]);
  });
});

describe("a script that is not sound", () => {
  it("gives its errors with their places and the commands around them", () => {
    const { commands: found, errors } = readScript("a\nfi\nb\n");
    expect(found).toHaveLength(2);
    expect(errors[0]?.start).toBe(2);
  });
  it.each([
    ["brackets", "$(".repeat(20_000)],
    ["here-documents", "<<A ".repeat(20_000)],
  ])("is refused before the parser's time grows without measure: %s", (_, script) => {
    expect(readScript(script)).toEqual({
      commands: [],
      errors: [expect.objectContaining({ message: "it nests too deeply" })],
    });
  });
  it("may hold an expression that is never closed", () => {
    expect(readScript("a ${{ b").errors).not.toEqual([]);
  });
});
