// What a script leaves behind: variables and outputs for later steps, and files, each read again by what comes after.
import { valuesIn } from "@deploy-actions/workflow-source";
import { displayText } from "@deploy-actions/workflow-source/testing";
import { commitMark, type Values } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { walked } from "../test/script.ts";

const FILES = { ".env": "A=1\nTAG=old\n", "app.env": "export TAG='x'\n# no\n" };
const left = (script: string) => walked(script, { variables: { TAG: "v1", SHA: commitMark() }, files: FILES }).scope;
const all = (map: Iterable<[string, Values]>): Readonly<Record<string, string>> =>
  Object.fromEntries([...map].map(([name, values]) => [name, displayText(values)]));

describe("a later step knows", () => {
  it.each<[string, string, Readonly<Record<string, string>>]>([
    ["a line", "echo A=$TAG >> $GITHUB_ENV", { A: "v1" }],
    ["a line in quotes", 'echo "A=$TAG" >> "$GITHUB_ENV"', { A: "v1" }],
    ["a line by printf", "printf 'A=%s\\n' $SHA >> ${GITHUB_ENV}", { A: "<commit>" }],
    ["a line by tee", "echo A=a | tee -a $GITHUB_ENV > /dev/null", { A: "a" }],
    ["a line from a substitution", "echo A=$(echo $SHA | cut -c1-7) >> $GITHUB_ENV", { A: "<commit>" }],
    ["a line that GitHub fills in", "echo A=${{ github.sha }} >> $GITHUB_ENV", { A: "<commit>" }],
    ["lines of a group", "{ echo A=a; echo B=b; } >> $GITHUB_ENV", { A: "a", B: "b" }],
    ["lines of a subshell", "(echo A=a; echo B=b) >> $GITHUB_ENV", { A: "a", B: "b" }],
    ["lines of a here-document", "cat <<E >> $GITHUB_ENV\nA=$TAG\nB=\\$TAG\nE", { A: "v1", B: "$TAG" }],
    ["lines of a loop", "for x in a b; do echo A=$x; done >> $GITHUB_ENV", { A: "a | b" }],
    ["a file of lines", "cat .env >> $GITHUB_ENV", { A: "1", TAG: "old" }],
    ["several lines of one name", "echo 'A<<E\na\nb\nE\nB=c' >> $GITHUB_ENV", { A: "a\nb", B: "c" }],
    [
      "several lines, command by command",
      "echo 'A<<E' >> $GITHUB_ENV\necho a >> $GITHUB_ENV\necho E >> $GITHUB_ENV",
      { A: "a" },
    ],
    ["several lines of a group", "{ echo 'A<<E'; echo $TAG; echo E; } >> $GITHUB_ENV", { A: "v1" }],
    [
      "several lines up to a random end",
      'E=$(openssl rand -hex 8)\necho "A<<$E" >> $GITHUB_ENV\necho a >> $GITHUB_ENV\necho $E >> $GITHUB_ENV',
      { A: "a" },
    ],
    ["nothing of lines that never end", "echo 'A<<E' >> $GITHUB_ENV\necho a >> $GITHUB_ENV", {}],
    ["the last of several", "echo A=a >> $GITHUB_ENV; echo A=b >> $GITHUB_ENV", { A: "b" }],
    ["both of two ways", "if x; then echo A=a >> $GITHUB_ENV; else echo A=b >> $GITHUB_ENV; fi", { A: "a | b" }],
    [
      "what was written before a failure",
      "echo A=a >> $GITHUB_ENV; [ -f x ] && echo A=b >> $GITHUB_ENV",
      { A: "b | a" },
    ],
    ["nothing that is said elsewhere", "echo A=a >> $GITHUB_STEP_SUMMARY; echo A=a >&2; echo A=a", {}],
  ])("%s", (_, script, expected) => {
    expect(all(left(script).environment)).toEqual(expected);
    expect(all(left(script.replaceAll("GITHUB_ENV", "GITHUB_OUTPUT")).outputs)).toEqual(expected);
  });

  it("outputs of the old command", () => {
    expect(all(left('echo "::set-output name=tag::$SHA"').outputs)).toEqual({ tag: "<commit>" });
    expect(all(left("echo ::set-output name=a-b::$TAG").outputs)).toEqual({ "a-b": "v1" });
  });

  it("where each was written", () => {
    const [hop] = left("x\necho A=a >> $GITHUB_ENV").environment.get("A")?.[0]?.trail ?? [];
    expect(hop?.what).toBe("A");
    expect(hop?.place.range().start).toEqual({ line: 2, column: 6 });
  });
});

describe("a file is", () => {
  const texts = (script: string) =>
    Object.fromEntries(
      [...left(script).files].map(([path, { text, holes }]) => [path, displayText(valuesIn(text, holes))]),
    );
  it.each<[string, string, Readonly<Record<string, string>>]>([
    ["written", "echo a > f; echo b > d/g", { f: "a\n", "d/g": "b\n" }],
    ["written where the script is", "cd d; echo a > f; cd ..; echo b >| ./f", { "d/f": "a\n", f: "b\n" }],
    ["written again", "echo a > f; echo b > f", { f: "b\n" }],
    ["added to", "echo B=2 >> .env", { ".env": "A=1\nTAG=old\nB=2\n" }],
    ["written from a here-document", "cat > .env <<E\nTAG=$SHA\nE", { ".env": "TAG=<commit>\n" }],
    ["written as it stands", "cat <<'E' > .env\nTAG=$SHA\nE", { ".env": "TAG=$SHA\n" }],
    ["written by tee", "echo a | sudo tee f > /dev/null; echo b | tee -a f", { f: "a\nb\n" }],
    ["copied", "cat .env > f", { f: "A=1\nTAG=old\n" }],
    ["written on either way", "if x; then echo a > f; fi", { f: "a\n" }],
    ["nothing of a device", "echo a > /dev/null; echo b &> /dev/stdout", {}],
    ["nothing of errors", "echo a 2> f", {}],
  ])("%s", (_, script, expected) => expect(texts(script)).toEqual(expected));

  it("written on a host by the name that it has there", () => {
    expect(texts('ssh h "echo TAG=$SHA > /srv/app/.env"')).toEqual({ "/srv/app/.env": "TAG=<commit>\n" });
  });
});

describe("a file of variables", () => {
  const words = (script: string) => walked(script, { files: FILES }).commands.at(-1)?.words;
  it.each([
    ["is sourced", "source .env; d $A $TAG", ["1", "old"]],
    ["is sourced by a dot", ". ./app.env; d $TAG", ["x"]],
    ["is exported", "export $(grep -v '^#' .env | xargs); d $TAG", ["old"]],
    ["is exported after it was written", "echo TAG=new >> .env; set -a; . .env; d $TAG", ["new"]],
    ["is not there", "source other.env; d $TAG", ["<variable>"]],
    ["is read", "d $(cat .env) $(< .env)", ["A=1", "TAG=old", "A=1", "TAG=old"]],
  ])("%s", (_, script, expected) => expect(words(script)).toEqual(expected));
});
