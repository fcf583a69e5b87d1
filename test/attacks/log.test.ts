// Output of containers, tools and servers that tries to speak to the runner, or to a terminal, through the log.
import { describe, expect, it } from "vitest";
import { createReporter } from "../../packages/action/src/report.ts";
import { createRunner } from "../../packages/action/src/runner/runner.ts";
import { createSecrets } from "../../packages/action/src/secrets.ts";
import { withoutSecrets } from "../../packages/secret/src/index.ts";
import { commandLine } from "../../packages/target/src/command.ts";
import { hasInvisible, inert, inertJson, readable } from "../../packages/untrusted/src/text.ts";
import { createMasker } from "../harness/masker.ts";
import { createStepLog, type StepLog } from "../harness/step-log.ts";

/** Everything that .NET's TrimStart removes, and what other programs take for white space or nothing. */
const BEFORE: Readonly<Record<string, string>> = {
  nothing: "",
  "a space": " ",
  "a tab": "\t",
  "a vertical tab": "\v",
  "a form feed": "\f",
  "NEL, U+0085": "\u0085",
  "a no-break space, U+00A0": "\u00a0",
  "an Ogham space, U+1680": "\u1680",
  ...Object.fromEntries(
    Array.from({ length: 11 }, (_, index) => {
      const code = 0x2000 + index;
      return [`the space U+${code.toString(16).toUpperCase()}`, String.fromCharCode(code)];
    }),
  ),
  "a line separator, U+2028": "\u2028",
  "a paragraph separator, U+2029": "\u2029",
  "a narrow no-break space, U+202F": "\u202f",
  "a mathematical space, U+205F": "\u205f",
  "an ideographic space, U+3000": "\u3000",
  "a zero-width space, U+200B": "\u200b",
  "a byte order mark, U+FEFF": "\ufeff",
  "a Mongolian vowel separator, U+180E": "\u180e",
  "a soft hyphen, U+00AD": "\u00ad",
  "a word joiner, U+2060": "\u2060",
  "a combining grapheme joiner, U+034F": "\u034f",
  "a null character": "\u0000",
  "an escape character": "\u001b",
  "a colour": "\u001b[31m",
  "a cursor movement": "\u001b[2K\u001b[1G",
  "a window title": "\u001b]0;title\u0007",
  "a string without an end, then a line feed": "\u001b]0;title\n",
  "an eight-bit control sequence": "\u009b0m",
  "a backspace over text": "x\b",
  "a carriage return": "text\r",
  "a carriage return and a line feed": "text\r\n",
  "a line feed": "text\n",
  "many kinds of white space": " \u0085\t\u3000\u2003\u00a0\v",
  "a right-to-left override": "\u202e",
};

const COMMANDS = ["::add-mask::e", "::error title=x::y", "::stop-commands::x", "::set-output name=a::b"];
const OLD_COMMANDS = ["##[add-mask]e", "##[error]x", "text ##[set-env name=PATH]/tmp", "#\u001b[0m#[add-mask]e"];

/** What a runner makes of everything that is printed. */
function obeyed(print: (report: ReturnType<typeof createReporter>["report"]) => void): StepLog {
  const log = createStepLog(createMasker(), true);
  let written = "";
  const runner = createRunner({ environment: {}, write: (text) => (written += text) });
  print(
    createReporter(
      runner,
      createSecrets(() => {}),
    ).report,
  );
  for (const line of written.replace(/\n$/, "").split(/\r\n|\r|\n/)) log.take(line);
  return log;
}

const PLACES: Readonly<Record<string, (report: ReturnType<typeof createReporter>["report"], text: string) => void>> = {
  "a log line": ({ log }, text) => log.info(text),
  "a debug line": ({ log }, text) => log.debug(text),
  "a warning": ({ log }, text) => log.warning(text),
  "an annotation's title and file": ({ annotate }, text) =>
    annotate({ level: "error", message: "m", title: text, file: text }),
  "a group's title": ({ group }, text) => void group(text, async () => {}),
};

describe("an application", () => {
  it.each(Object.entries(BEFORE))("prints a workflow command after %s", (_, before) => {
    for (const command of COMMANDS) {
      const { commands } = obeyed(({ log }) => log.info(before + command));
      expect(commands, JSON.stringify(before + command)).toEqual([]);
    }
  });

  it.each(OLD_COMMANDS)("prints the old command %j", (command) => {
    expect(obeyed(({ log }) => log.info(command)).commands).toEqual([]);
    expect(obeyed(({ log }) => log.info(`a\n${command}`)).commands).toEqual([]);
  });

  it.each(Object.keys(PLACES))("puts a command into %s", (place) => {
    const ours: readonly (string | undefined)[] = ["debug", "warning", "error", "group", "endgroup"];
    for (const before of ["x\n", "x\r", "x\u0085", "x%0A", "x%0D%0A", "x%250A", "", "::"]) {
      for (const command of [...COMMANDS, ...OLD_COMMANDS]) {
        const { commands, masks } = obeyed((report) => PLACES[place]?.(report, before + command));
        expect(masks).toEqual([]);
        // The group's end is the only command that follows another one.
        expect(commands.filter(({ name }) => !ours.includes(name))).toEqual([]);
        expect(commands.filter(({ name }) => name !== "endgroup").length).toBeLessThanOrEqual(1);
      }
    }
  });

  it.each([
    ["moves the cursor over earlier lines", "\u001b[5A\u001b[2K all tests ok"],
    ["clears the screen", "\u001b[2J\u001b[H ok"],
    ["sets the window's title", "\u001b]2;root@host\u0007 ok"],
    [
      "shows one address and links to another",
      "\u001b]8;;https://evil.example\u001b\\https://github.com\u001b]8;;\u001b\\ ok",
    ],
    ["conceals text", "\u001b[8mhidden ok"],
    ["sends a device control string", '\u001bP$q"p\u001b\\ ok'],
    ["resets the terminal", "\u001bc ok"],
    ["uses eight-bit introducers", "\u009d0;x\u009c\u009b2J ok"],
    ["overwrites with backspaces", "failed\b\b\b\b\b\b ok"],
    ["reverses the direction of writing", "ok\u202e\u2066 // \u2069"],
    ["hides the start of a sequence in another", "\u001b\u001b[0m[2J ok"],
  ])("%s", (_, text) => {
    const [line = ""] = obeyed(({ log }) => log.info(text)).lines;
    expect(hasInvisible(line.replaceAll("\u001b[0m", ""))).toBe(false);
    expect(line).toContain("ok");
  });

  it("leaves a colour on for the lines that follow", () => {
    const { lines } = obeyed(({ log }) => log.info("\u001b[1;31mred\nand \u001b[38;5;8mgrey\nplain \u001b[m"));
    expect(lines).toEqual(["\u001b[1;31mred\u001b[0m", "and \u001b[38;5;8mgrey\u001b[0m", "plain \u001b[m"]);
  });

  it("prints text that becomes a command when it is made inert twice", () => {
    for (const before of Object.values(BEFORE))
      for (const command of [...COMMANDS, ...OLD_COMMANDS]) {
        const once = inert(readable(before + command, withoutSecrets, { colours: true }));
        expect(inert(readable(once, withoutSecrets, { colours: true }))).toBe(once);
      }
  });
});

describe("a pull request", () => {
  it.each(["\n::add-mask::x", "\u0085::add-mask::x", "\r##[error]x", "\u2028::error::x", "\u202e::x"])(
    "puts %j into an argument that a command line shows",
    (text) => {
      const line = commandLine({ argv: ["docker", "build", text] });
      expect(line).not.toMatch(/[\r\n\u0085\u2028\u202e]/);
    },
  );

  it.each(["##[add-mask]x", "\u0085::error::x", "\u2028", "\u202e", "\u001b[2J", "\u{e0041}"])(
    "puts %j into a name that a JSON report shows",
    (text) => {
      const json = inertJson(withoutSecrets(JSON.stringify({ [text]: [text] }, null, 2)));
      expect(JSON.parse(json)).toEqual({ [text]: [text] });
      expect(json).not.toMatch(/##\[|[\u0085\u2028\u202e]|\u{e0041}/u);
    },
  );
});
