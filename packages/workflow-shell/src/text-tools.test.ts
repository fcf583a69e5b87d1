// What programs print that only turn text into text.
import { commitMark, mark, only } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { walked } from "../test/script.ts";

const GIVEN = {
  variables: {
    SHA: commitMark(),
    REF: "refs/heads/Feature/x",
    BRANCH: mark("branch"),
    IN: mark("input"),
    EITHER: [...only("a:1"), ...only("b:2")],
  },
  files: { VERSION: "1.2.3\n", list: "a=1\nb=2\nc=3\n" },
};

/** What a substitution gives. */
function printed(command: string): string | undefined {
  return walked(`d "$(${command})"`, GIVEN).commands.at(-1)?.words[0];
}

describe("what is printed", () => {
  it.each([
    ["echo a  b 'c  d'", "a b c  d"],
    ["echo -n a", "a"],
    ["echo -ne a", "a"],
    ["echo $SHA", "<commit>"],
    ["echo", ""],
    ["printf a", "a"],
    ["printf '%s\\n' a", "a"],
    ["printf '%s:%s' app $SHA", "app:<commit>"],
    ["printf '%s-' a b", "a-b-"],
    ['printf "$IN"', "<command>"],
    ["cat VERSION", "1.2.3"],
    ["cat < VERSION", "1.2.3"],
    ["cat VERSION list", "1.2.3\na=1\nb=2\nc=3"],
    ["cat none", "<command>"],
    ["cat VERSION none", "<command>"],
    ["echo a | cat", "a"],
    ["echo a | cat -", "a"],
    ["echo $SHA | cut -c1-7", "<commit>"],
    ["echo $SHA | cut -c 1-7", "<commit>"],
    ["echo abcdef | cut -c3-4", "cd"],
    ["echo abcdef | cut -c -2", "ab"],
    ["echo abcdef | cut -b1-2", "ab"],
    ["echo a:b:c | cut -d: -f2", "b"],
    ["echo a:b:c | cut -d ':' -f 2", "b"],
    ["echo a:b:c | cut -d: -f2-", "b:c"],
    ["echo a:b:c | cut -f1-2 -d:", "a:b"],
    ["echo $EITHER | cut -d: -f2", "1 | 2"],
    ["echo $IN | cut -d: -f2", "<input>"],
    ["echo $REF | cut -d/ -f3-", "Feature/x"],
    ["cut -d= -f2 list", "1\n2\n3"],
    ["echo $SHA | head -c 7", "<commit>"],
    ["echo $SHA | head -c7", "<commit>"],
    ["head -n 1 list", "a=1"],
    ["head -1 list", "a=1"],
    ["head -2 list", "a=1\nb=2"],
    ["head -n -1 list", "<command>"],
    ["echo a | tail -1", "a"],
    ["tail -n 1 list", "c=3"],
    ["echo A/B | tr A-Z a-z", "a/b"],
    ["echo A/B | tr '[:upper:]' '[:lower:]'", "a/b"],
    ["echo a | tr '[:lower:]' '[:upper:]'", "A"],
    ["echo $REF | tr / -", "refs-heads-Feature-x"],
    ["echo 'a b' | tr -d ' '", "ab"],
    ["echo a.b | tr -d '.'", "ab"],
    ["cat VERSION | tr -d '\\n'", "1.2.3"],
    ["echo $BRANCH | tr / -", "<branch>"],
    ["echo a | tr -c a-z -", "<command>"],
    ["echo $BRANCH | tr -c a-z -", "<branch>"],
    ["basename a/b/c", "c"],
    ["basename $REF", "x"],
    ["dirname a/b/c", "a/b"],
    ["dirname a", "."],
    ["echo 'a b c' | awk '{print $1}'", "a"],
    ["echo 'a b' | awk '{print $2}'", "b"],
    ["echo a:b | awk -F: '{print $2}'", "b"],
    ["echo a:b | awk -F ':' '{ print $1 }'", "a"],
    ["echo a/b/c | awk -F/ '{print $NF}'", "c"],
    ["grep b= list", "b=2"],
    ["grep '^b' list", "b=2"],
    ["grep -v a list", "b=2\nc=3"],
    ["grep -E '^(a|c)=' list", "a=1\nc=3"],
    ["grep b= list | cut -d= -f2", "2"],
    ["grep -oE '[0-9]+\\.[0-9]+\\.[0-9]+' VERSION", "<version>"],
    ["grep none list", "<command>"],
    ["cat list | sort | uniq", "a=1\nb=2\nc=3"],
    ["cat VERSION | xargs", "1.2.3"],
    ["echo a | tee f", "a"],
    ["rev list", "1=a\n2=b\n3=c"],
    ["unknown-tool", "<command>"],
  ])("by %s", (command, expected) => expect(printed(command)).toBe(expected));
});

describe("what the run answers", () => {
  it.each([
    ["git rev-parse HEAD", "<commit>"],
    ["git rev-parse --short HEAD", "<commit>"],
    ["git rev-parse --verify HEAD", "<commit>"],
    ["git -C app rev-parse HEAD", "<commit>"],
    ["git rev-parse --abbrev-ref HEAD", "<branch>"],
    ["git rev-parse --show-toplevel", "<command>"],
    ["git log -1 --format=%H", "<commit>"],
    ["git log -n 1 --pretty=format:'%h'", "<commit>"],
    ["git log -1 --format=%ct", "<time>"],
    ["git log -1 --format=%an", "<command>"],
    ["git show -s --format=%H", "<commit>"],
    ["git rev-list --count HEAD", "<run>"],
    ["git rev-list -1 HEAD", "<commit>"],
    ["git ls-remote origin HEAD | cut -f1", "<commit>"],
    ["git describe --tags --abbrev=0", "<version>"],
    ["git describe --always", "<commit>"],
    ["git describe --tags --always", "<version>"],
    ["git branch --show-current", "<branch>"],
    ["git symbolic-ref --short HEAD", "<branch>"],
    ["git tag --points-at HEAD", "<version>"],
    ["git status", "<command>"],
    ["date +%Y%m%d", "<time>"],
    ["docker inspect --format '{{index .RepoDigests 0}}' app", "<name>@<digest>"],
    ["docker inspect -f '{{.Id}}' app", "<digest>"],
    ["crane digest app:latest", "<digest>"],
    ["skopeo inspect --format '{{.Digest}}' docker://app", "<digest>"],
    ["gh release view --json tagName -q .tagName", "<version>"],
    ["node -p \"require('./package.json').version\"", "<version>"],
    ["jq -r .version package.json", "<version>"],
    ["aws ecr describe-images", "<remote>"],
    ["curl -s https://example.com/tag", "<remote>"],
    ["kubectl get deploy app -o jsonpath={.spec}", "<remote>"],
    ["whoami", "<name>"],
  ])("to %s", (command, expected) => expect(printed(command)).toBe(expected));

  it.each([
    ["git rev-parse --short HEAD", 7],
    ["git rev-parse --short=10 HEAD", 10],
    ["git rev-parse HEAD | cut -c1-8", 8],
    ["git rev-parse HEAD | head -c 12", 12],
    ["git log -1 --format=%h", 7],
  ])("to %s in %i digits", (command, digits) => {
    const { scope } = walked(`A=$(${command})`);
    expect(scope.variables.get("A")?.map(({ text }) => text)).toEqual([commitMark(digits)]);
  });

  it("is said in the chain", () => {
    const [value] = walked("A=$(git describe --tags)").scope.variables.get("A") ?? [];
    expect(value?.trail.map(({ what }) => what)).toEqual(["$A", "output of git describe --tags"]);
  });
});
