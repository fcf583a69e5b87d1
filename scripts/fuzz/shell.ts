// Shell scripts: the walker finds every command of a script that it understands, and comes to an end with any other.
import { spawnSync } from "node:child_process";
import { walked } from "@deploy-actions/workflow-shell/testing";
import fc from "fast-check";
import { scriptsOf, seeds } from "../../packages/policy/test/seeds.ts";
import { expectEqual, expectRepeatable, expectThat } from "./expect.ts";
import { damaged, textOf } from "./generators.ts";
import { expectProportional, shapesOf } from "./growth.ts";
import { type Area, property } from "./property.ts";

const PIECES = [
  ..."'\"`\\$(){}[]<>|&;#*?!=~\n\t ",
  ...[
    "${",
    "$(",
    "$((",
    "))",
    "<<EOF\n",
    "\nEOF\n",
    "<<-'E'\n",
    "\nE\n",
    "<<<",
    "&&",
    "||",
    ";;",
    ">&2",
    "2>",
    "<(",
    ">(",
  ],
  ...[
    "if ",
    "then ",
    "else ",
    "elif ",
    "fi\n",
    "for x in ",
    "do ",
    "done\n",
    "while ",
    "until ",
    "case x in ",
    "esac\n",
  ],
  ...[
    "function f ",
    "f() {",
    "}\n",
    "select ",
    "coproc ",
    "time ",
    "! ",
    "[[ ",
    " ]]",
    "((",
    "eval ",
    "bash -c ",
    "sh -s ",
  ],
  ...[
    "docker run x:latest\n",
    "deploy a\n",
    "export A=1\n",
    "${A:-b}",
    "${A//a/b}",
    "${A#*/}",
    "$A",
    "A=1 ",
    "A+=2 ",
    "A=(1 2)\n",
  ],
  ...[
    "ssh h ",
    "sudo ",
    "env ",
    "xargs ",
    "exit\n",
    "cd x\n",
    "read A\n",
    "local A\n",
    "trap ",
    "source ./x\n",
    "printf %s ",
    "alias a=b\n",
  ],
  ...["for ((;;))", "$'\\n'", "~+", "{1..99}", "{a,b}", "@(a|b)", "sed s/a/b/ ", "cut -d: -f1 ", "tr a b ", "grep x "],
];

/** A word that can stand between double quotes. */
function unquoted(word: string): string {
  return word.includes('"') ? "x" : word;
}

/** Scripts of well-formed commands, which bash accepts. */
const wellFormed: fc.Arbitrary<string> = grammar();

function grammar(): fc.Arbitrary<string> {
  const name = fc.constantFrom("A", "B", "TAG");
  const plain = fc.constantFrom("a", "b", "x:1", "-d", "--opt=v", "./p/q", "latest");
  const { list } = fc.letrec<{ word: string; command: string; list: string }>((tie) => ({
    word: fc.oneof(
      { depthSize: "small" },
      plain,
      name.map((one) => `$${one}`),
      fc
        .tuple(name, fc.constantFrom(":-", ":=", "#", "%", "/a/", "^", ","), plain)
        .map(([one, how, text]) => `\${${one}${how}${text}}`),
      plain.map((text) => `'${text} '`),
      fc.tuple(tie("word"), tie("word")).map(([one, other]) => `"${unquoted(one)} ${unquoted(other)}"`),
      tie("command").map((command) => `$( ${command} )`),
      fc.tuple(plain, plain).map(([one, other]) => `$((1 + ${one.length} * ${other.length}))`),
    ),
    command: fc.oneof(
      { depthSize: "small" },
      fc.array(tie("word"), { maxLength: 3 }).map((words) => ["deploy", ...words].join(" ")),
      fc.tuple(name, tie("word")).map(([one, word]) => `${one}=${word}`),
      fc.tuple(name, tie("word"), tie("word")).map(([one, value, word]) => `${one}=${value} deploy ${word}`),
      fc.tuple(tie("command"), fc.constantFrom("|", "&&", "||"), tie("command")).map((parts) => parts.join(" ")),
      fc.tuple(tie("list"), tie("list")).map(([test, then]) => `if ${test}\nthen\n${then}\nfi`),
      fc
        .tuple(tie("list"), tie("list"), tie("list"))
        .map(([test, then, other]) => `if ${test}\nthen\n${then}\nelse\n${other}\nfi`),
      fc.tuple(name, tie("word"), tie("list")).map(([one, word, body]) => `for ${one} in ${word} b\ndo\n${body}\ndone`),
      fc.tuple(tie("list"), tie("list")).map(([test, body]) => `while ${test}\ndo\n${body}\ndone`),
      fc
        .tuple(tie("word"), tie("list"), tie("list"))
        .map(([word, one, other]) => `case ${word} in\na)\n${one}\n;;\n*)\n${other}\n;;\nesac`),
      tie("list").map((body) => `{\n${body}\n}`),
      tie("list").map((body) => `(\n${body}\n)`),
      tie("list").map((body) => `f() {\n${body}\n}\nf`),
      fc.tuple(tie("command"), fc.constantFrom("> out", "2>&1", "< in", ">> $A")).map((parts) => parts.join(" ")),
    ),
    list: fc.array(tie("command"), { minLength: 1, maxLength: 3 }).map((commands) => commands.join("\n")),
  }));
  return list;
}

const real = fc.constantFrom(...scriptsOf(seeds()));
const anyScript = fc.oneof(textOf(PIECES, 30), damaged(wellFormed), damaged(real));

const heard = (script: string) => {
  const { commands, problems } = walked(script);
  return {
    problems,
    commands: commands.map(({ program, words, host, directory, stdin }) => ({
      program,
      words,
      host,
      directory,
      stdin,
    })),
  };
};

export const shell: Area = {
  about: "shell scripts",
  properties: [
    property("any script is walked to its end, with the same result each time", anyScript, (script) => {
      expectRepeatable(() => heard(script));
    }),
    property("what bash accepts is understood", wellFormed, (script) => {
      expectEqual(heard(script).problems, [], "problems");
    }),
    property(
      "bash accepts what the generator makes",
      wellFormed,
      (script) => {
        const { status, stderr } = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
        expectThat(status === 0 || status === null, `bash refuses it: ${stderr}`);
      },
      { share: 0.02 },
    ),
    property(
      "a comment or a blank line between commands changes nothing",
      fc.tuple(
        wellFormed,
        fc.nat(),
        fc.constantFrom("", "# docker run x:latest", "  # it's a `comment` with \"quotes", "\t"),
      ),
      ([script, at, added]) => {
        const lines = script.split("\n");
        const place = at % (lines.length + 1);
        const more = [...lines.slice(0, place), added, ...lines.slice(place)].join("\n");
        expectEqual(heard(more), heard(script), `with ${JSON.stringify(added)} as line ${place + 1}`);
      },
    ),
    property("a command behind any well-formed script that does not end it is found", wellFormed, (script) => {
      const { commands } = walked(`${script}\ndeploy last:latest`);
      expectThat(
        commands.some(({ words }) => words.includes("last:latest")),
        "the last command was not found",
      );
    }),
    property(
      "time grows with the length",
      shapesOf(PIECES),
      (shape) => expectProportional(shape, (text) => void walked(text)),
      {
        share: 0.1,
      },
    ),
  ],
};
