// Which commands of a script run, in which order, and what a variable may be by then.
import { describe, expect, it } from "vitest";
import { deploysOf, walked } from "../test/script.ts";

/** `[what, script, deploys]`. `$ENV` is known to be "prod"; `$OPEN` is set nowhere. */
type Row = readonly [string, string, readonly string[]];

const run = (script: string): readonly string[] => deploysOf(script, { variables: { ENV: "prod" } });

describe("commands run", () => {
  it.each<Row>([
    ["one after the other", "deploy a; deploy b\ndeploy c & deploy d", ["a", "b", "c", "d"]],
    ["over line continuations", "deploy \\\n  a \\\n  b", ["a b"]],
    ["in pipes, from left to right", "deploy a | deploy b |& deploy c", ["a", "b", "c"]],
    ["in groups, subshells and coprocesses", "{ deploy a; }; (deploy b); coproc deploy c", ["a", "b", "c"]],
    ["in substitutions of both kinds", "x=$(deploy a `deploy b`); y <(deploy c)", ["b", "a <command>", "c"]],
    [
      "in double quotes, once each",
      'echo "$(deploy a)" > f; ssh h "x $(deploy b)"; eval "y $(deploy c)"',
      ["a", "b", "c"],
    ],
    ["in the words of a test, once each", '[ "$(deploy a)" = x ] && [[ $(deploy b) == y ]] || :', ["a", "b"]],
    ["behind what runs them", "sudo -E -u root nice -n 5 timeout -k 5 60 /opt/bin/deploy a", ["a"]],
    ["behind assignments", "A=1 env -i B=2 deploy a", ["a"]],
    [
      "behind a lock, a group, a clock",
      "flock -w 5 /tmp/l deploy a; sg docker deploy b; time -p deploy c",
      ["a", "b", "c"],
    ],
    ["whose name is in a variable", 'D="deploy a"; $D b', ["a b"]],
  ])("%s", (_, script, expected) => expect(run(script)).toEqual(expected));

  it.each<Row>([
    ["comments", "# deploy a", []],
    ["here-documents", "cat <<E\ndeploy a\nE", []],
    ["arguments", 'echo "deploy a"; sudo echo deploy b', []],
    ["functions that nobody calls", "f() { deploy a; }", []],
    ["what follows an exit", "deploy a; exit 0; deploy b", ["a"]],
  ])("but not in %s", (_, script, expected) => expect(run(script)).toEqual(expected));
});

describe("of two ways", () => {
  it.each<Row>([
    ["both are taken where nobody knows", "if x; then deploy a; else deploy b; fi", ["a", "b"]],
    ["what each sets holds after them", "if x; then T=a; elif y; then T=b; else T=c; fi; deploy $T", ["a | b | c"]],
    ["without an else, what held before as well", "T=a; if x; then T=b; fi; deploy $T", ["b | a"]],
    ["one that leaves adds nothing", "T=a; if x; then T=b; exit 1; fi; deploy $T", ["a"]],
    ["nothing comes after two that leave", "if x; then exit 0; else exit 1; fi; deploy a", []],
    ["the one that is known is taken", 'if [ "$ENV" = prod ]; then deploy a; else deploy b; fi', ["a"]],
    ["the other where it is known not to be", 'if [ "$ENV" != prod ]; then deploy a; else deploy b; fi', ["b"]],
    ["and those behind it are not tried", "if [ $ENV = prod ]; then deploy a; elif x; then deploy b; fi", ["a"]],
    ["a folder holds where both agree", "if x; then cd a; else cd a; fi; deploy", [""]],
  ])("%s", (_, script, expected) => expect(run(script)).toEqual(expected));

  it("leave the folder where they don't agree", () => {
    const directories = (script: string) => walked(script).commands.map(({ directory }) => directory);
    expect(directories("if x; then cd a; else cd a; fi; deploy")).toEqual(["", "a"]);
    expect(directories("cd c; if x; then cd a; else cd b; fi; deploy")).toEqual(["c", "c"]);
  });
});

describe("a chain of && and ||", () => {
  it.each<Row>([
    ["goes on after a command", "x && deploy a && deploy b", ["a", "b"]],
    ["keeps what it sets", "T=a; x && T=b; deploy $T", ["b"]],
    ["may stop after a test", "T=a; [ -f x ] && T=b; deploy $T", ["b | a"]],
    ["may stop after grep", "T=a; x | grep -q y && T=b; deploy $T", ["b | a"]],
    ["stops after a test that fails", "T=a; [ $ENV = dev ] && T=b; deploy $T", ["a"]],
    ["takes one of two", "T=x; [ -f x ] && T=a || T=b; deploy $T", ["a | b"]],
    ["takes the first where that is known", "[ $ENV = prod ] && T=a || T=b; deploy $T", ["a"]],
    ["takes the second where that is known", "[ $ENV = dev ] && T=a || T=b; deploy $T", ["b"]],
    ["takes either after a command that may fail", "x && T=a || T=b; deploy $T", ["a | b"]],
    ["goes on to the right of || after a failure alone", "deploy a || deploy b", ["a", "b"]],
    ["leaves where a test leaves", "[ -f x ] || exit 1; deploy a", ["a"]],
    ["leaves for good where the test is known", "[ $ENV = dev ] || exit 0; deploy a", []],
    ["leaves in a group", "T=a; [ -f x ] || { T=b; exit 1; }; deploy $T", ["a"]],
    ["asks something by a command before an exit", "git diff --quiet && exit 0; deploy a", ["a"]],
    ["turns a test round", "! [ $ENV = dev ] && deploy a; ! [ $ENV = prod ] && deploy b", ["a"]],
    ["needs every test", "[ -f x ] && [ $ENV = dev ] && deploy a; [ -f x ] && [ $ENV = prod ] && deploy b", ["b"]],
    ["prints one of two", "deploy $([ -f x ] && echo a || echo b)", ["a | b"]],
    ["prints both of two", "deploy $(echo a && echo b)", ["a b"]],
    ["prints the one that is known", "deploy $([ $ENV = prod ] && echo a || echo b)", ["a"]],
  ])("%s", (_, script, expected) => expect(run(script)).toEqual(expected));
});

describe("of several cases", () => {
  it.each<Row>([
    ["any may be", "case $OPEN in a) T=1;; b|c) T=2;; esac; deploy $T", ["1 | 2"]],
    ["what held before holds too without a last resort", "T=0; case $OPEN in a) T=1;; esac; deploy $T", ["1 | 0"]],
    ["but not with one", "T=0; case $OPEN in a) T=1;; *) T=2;; esac; deploy $T", ["1 | 2"]],
    ["the one that is known", "case $ENV in dev) T=1;; prod) T=2;; *) T=3;; esac; deploy $T", ["2"]],
    ["the one that is known, in quotes", `case "$ENV" in "dev") T=1;; 'prod') T=2;; esac; deploy $T`, ["2"]],
    ["one that leaves adds nothing", "case $OPEN in a) T=1;; *) exit 1;; esac; deploy $T", ["1"]],
  ])("%s", (_, script, expected) => expect(run(script)).toEqual(expected));
});

describe("a loop", () => {
  it.each<Row>([
    ["runs once with everything its variable may be", "for x in a b; do deploy $x; done", ["a | b"]],
    ["goes over lists and variables", 'L="a b"; A=(c d); for x in $L "${A[@]}"; do deploy $x; done', ["a | b | c | d"]],
    ["over what nobody knows", "for x; do deploy $x; done", ["<command>"]],
    ["may not run at all", "T=a; while x; do T=b; done; deploy $T", ["b | a"]],
    ["until something holds", "T=a; until deploy b; do T=c; done; deploy $T", ["b", "c | a"]],
    ["that counts", "for ((i = 0; i < 3; i++)); do deploy a; done", ["a"]],
    ["reads the lines of a file", "while read -r x; do deploy $x; done < list", ["a | b"]],
    ["reads the lines of a pipe", "cat list | while read x; do deploy $x; done", ["a | b"]],
    ["reads the lines of a here-document", "while read x; do deploy $x; done <<E\na\nb\nE", ["a | b"]],
    ["that leaves", "T=a; while x; do T=b; exit 1; done; deploy $T", ["a"]],
    ["that asks", "select x in a b; do deploy $x; done", ["a | b"]],
    ["goes on where it is left", "for x in a b; do y && break; exit 1; done; deploy", [""]],
    ["goes on after a round that is cut short", "for x in a b; do y && continue; exit 1; done; deploy", [""]],
    [
      "goes on where it is left from inside another",
      "while x; do for y in a; do z && break 2; exit 1; done; exit 1; done; deploy",
      [""],
    ],
    ["keeps what was set when it was left", "T=a; for x in a; do y && break; T=b; done; deploy $T", ["b | a"]],
    ["ends with its certain end", "for x in a b; do exit 1; done; deploy", []],
    ["goes on where it may not run", "for x in $OPEN; do exit 1; done; deploy", [""]],
    ["has further rounds", "F=1; for x in a b; do if [ $F = 1 ]; then F=0; else deploy; fi; done", [""]],
    [
      "has further rounds behind one that is cut short",
      'F=1; for x in a b; do [ "$F" = 1 ] && { F=0; continue; }; deploy; done',
      [""],
    ],
    ["has rounds of which a case is one", "S=1; while x; do case $S in 1) S=2;; 2) deploy;; esac; done", [""]],
  ])("%s", (_, script, expected) => {
    expect(deploysOf(script, { files: { list: "a\nb\n" } })).toEqual(expected);
  });
});

describe("a shell of its own leaves no other:", () => {
  it.each<Row>([
    ["a command of a pipe", "x | { read a; exit 0; }; deploy", [""]],
    ["the first of a pipe", "{ x; exit 1; } | y; deploy", [""]],
    ["one in the background", "{ sleep 9; exit 1; } & deploy", [""]],
    ["a coprocess", "coproc { exit 1; }; deploy", [""]],
    ["a subshell", "(exit 1); deploy", [""]],
    ["a substitution", "x=$(y || exit 1; exit 0); deploy", [""]],
  ])("%s", (_, script, expected) => expect(run(script)).toEqual(expected));
});

describe("a function", () => {
  it.each<Row>([
    ["is called with words", 'f() { deploy $1 "$2"; }; f a "b c"', ["a b c"]],
    ["hands its words on", 'f() { deploy "$@"; }; f a "b c"; function g { deploy $*; }; g d', ["a b c", "d"]],
    ["has the same variables", "f() { T=b; deploy $T; }; T=a; f; deploy $T", ["b", "b"]],
    ["returns to its caller", "f() { return; deploy a; }; f; deploy b", ["b"]],
    ["prints", "f() { echo x-$1; }; deploy $(f a)", ["x-a"]],
    ["knows its caller's words again after a call", 'f() { deploy "$@"; }; g() { f a; deploy "$@"; }; g b', ["a", "b"]],
    ["is known on this side only", "f() { deploy a; }; ssh h f", []],
  ])("%s", (_, script, expected) => expect(run(script)).toEqual(expected));

  it("that calls itself comes to an end", () => {
    expect(deploysOf("f() { deploy a; f; }; f").length).toBeLessThan(20);
    expect(deploysOf("f() { f; f; f; f; }; f; deploy a", { budget: 5000 })).toEqual([]);
  });
  it("that hands its words on is held to where it was called", () => {
    const [first] = walked('f() { deploy "$@"; }\nf a "b c"').commands;
    expect(first?.places).toEqual(["2:3-4", "2:6-9"]);
  });
});

it("takes an array for what it was made on either way", () => {
  expect(run('A=x; if y; then A=(a b); fi; deploy "${A[@]}"')).toEqual(["a b"]);
});

it("takes no variable out of a subshell, but files", () => {
  expect(run("T=a; (T=b; echo c > f); x=$(T=d; echo e >> f); deploy $T $(cat f)")).toEqual(["a c e"]);
});

it.each([500, 1000, 2000, 4000, 8000])("says so if %i commands in each other are too many for it", (depth) => {
  const { commands, problems } = walked(`${"coproc ".repeat(depth)}x\ndeploy b\n`);
  expect(problems.length > 0 || commands.some(({ program }) => program === "deploy")).toBe(true);
});

it.each(["__proto__", "constructor", "toString", "valueOf"])("walks a program called %s like any other", (name) => {
  expect(walked(`x=$(echo a | ${name} b)\ndeploy $x`).problems).toEqual([]);
  expect(run(`deploy "$(echo a | ${name} b)"`)).toEqual(["<command>"]);
});

describe("a script that is not sound", () => {
  it("is walked around its errors, each a problem with its place", () => {
    const { commands, problems } = walked("deploy a\nfi\ndeploy b\n");
    expect(commands.map(({ words }) => words)).toEqual([["a"], ["b"]]);
    expect(problems).toEqual([
      expect.stringMatching(/^2:1-1 This script cannot be parsed from here on: .+ checked\.$/),
    ]);
  });
  it.each([
    ["brackets", "$(".repeat(20_000)],
    ["braces", "{ ".repeat(20_000)],
    ["here-documents", "<<A ".repeat(20_000)],
    ["characters", "a ".repeat(300_000)],
  ])("is refused before its time grows without measure: %s", (_, script) => {
    const { commands, problems } = walked(script);
    expect(commands).toEqual([]);
    expect(problems).toHaveLength(1);
  });
});

describe("takes time by the line", () => {
  it.each([
    ["commands", (line: number) => `docker pull app-${line}:$TAG`],
    ["assignments", (line: number) => `V${line}="x$V${line - 1}"`],
    ["branches", (line: number) => `if [ "$OPEN" = ${line} ]; then V${line}=1; fi`],
    ["tests", (line: number) => `[ -f x${line} ] && V${line}=1 || W${line}=1`],
    ["cases", (line: number) => `case $OPEN in a) V${line}=1;; *) V${line}=2;; esac`],
    ["loops", (line: number) => `while x; do V${line}=1; done`],
    ["substitutions", (line: number) => `V${line}=$(echo $GITHUB_SHA | cut -c1-7)`],
    ["subshells", (line: number) => `(V${line}=1; echo A=1 >> f)`],
    ["functions", (line: number) => `f${line}() { V${line}=$1; }; f${line} a`],
    ["outputs", (line: number) => `echo A${line}=1 >> $GITHUB_OUTPUT`],
    ["a block that never ends", (line: number) => `echo "A${line}${line < 9 ? "<<E" : "=1"}" >> $GITHUB_OUTPUT`],
    ["files", (line: number) => `echo ${line} >> f${line % 300}`],
    ["expressions", () => "docker pull app:${{ github.sha }}"],
  ])("of %s", (_, line) => {
    const script = Array.from({ length: 3000 }, (_, index) => line(index)).join("\n");
    expect(walked(script).problems).toEqual([]);
  });
});

describe("comes to an end soon, whatever is doubled", () => {
  const VARIABLE = `A=xyxyxyxyxy\n${'A="$A$A"\n'.repeat(14)}`;
  it.each([
    ["a variable, replaced again and again", `${VARIABLE}${"B=${A//x/y}\n".repeat(1000)}`],
    ["a variable, cut from its end", `${VARIABLE}${"B=${A%%*q*b*}\n".repeat(1000)}`],
    ["a variable, through a pipe", `${VARIABLE}${"B=$(echo $A | tr xy zw)\n".repeat(1000)}`],
    ["a variable, into a file", `${VARIABLE}${"echo $A >> f\n".repeat(1000)}`],
    ["an array", `A=(x y)\n${'A+=("${A[@]}")\n'.repeat(60)}d "\${A[@]}"`],
    ["a file", `echo a > f\n${"cat f f > g; cat g g > f\n".repeat(60)}`],
    ["a file that is added to itself", `echo a > f\n${"cat f >> f\n".repeat(60)}`],
    ["a script", `X='a; '\n${'X="$X$X"\n'.repeat(15)}${'eval "$X"\n'.repeat(50)}`],
    ["a script that evaluates itself twice", `A='eval "$A"; eval "$A"'\neval "$A"`],
    ["a file of variables", `cat > f <<E\n${"V=x\n".repeat(9000)}E\n${"source f\n".repeat(1000)}`],
  ])("%s", (_, script) => {
    expect(() => walked(script)).not.toThrow();
  });
});

it("stops when the budget is spent", () => {
  expect(deploysOf("deploy a\n".repeat(100), { budget: 20 }).length).toBeLessThan(20);
});
