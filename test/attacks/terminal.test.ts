// File names and file contents of a pull request that try to control the terminal, or the runner, on which the command line checks it.
import { describe, expect, it } from "vitest";
import { print, printJson } from "../../apps/cli/src/immutable-tag-validator/print.ts";
import { hasInvisible } from "../../packages/untrusted/src/text.ts";
import { createMasker } from "../harness/masker.ts";
import { createStepLog } from "../harness/step-log.ts";

function shown(write: (stream: { write: (text: string) => boolean }) => void) {
  let text = "";
  write({
    write: (part) => {
      text += part;
      return true;
    },
  });
  const log = createStepLog(createMasker(), true);
  for (const line of text.split(/\r\n|\r|\n/)) log.take(line);
  return { text, commands: log.commands };
}

describe("a pull request", () => {
  it.each([
    ["a file name with a line break", "a\n::error::x.yml:1:1 error\n"],
    ["a file name with a carriage return", "a\r::add-mask::e\n"],
    ["a file name with NEL", "\u0085::add-mask::e\n"],
    ["a file name with the old form", "x ##[add-mask]e\n"],
    ["a line of a patch that follows a space", "--- a/x\n+++ b/x\n ::add-mask::e\n"],
    ["an image with escape sequences", "image: \u001b]0;title\u0007\u001b[2J\u009b5A\n"],
    ["an image that is written from right to left", "image: \u202etsetal:ppa\n"],
  ])("puts commands into the report of the command line: %s", (_, report) => {
    const { text, commands } = shown((stream) => print(stream as NodeJS.WriteStream, report));
    expect(commands).toEqual([]);
    expect(hasInvisible(text)).toBe(false);
  });

  it("puts a command into a JSON report, which stays the same document", () => {
    const report = { path: "##[add-mask]e\u0085::error::x\n::error::y", image: "\u202e\u001b[2J" };
    const { text, commands } = shown((stream) =>
      printJson(stream as NodeJS.WriteStream, JSON.stringify(report, null, 2)),
    );
    expect(commands).toEqual([]);
    expect(JSON.parse(text)).toEqual(report);
  });

  it("keeps a patch from being applied with the line ends CR LF", () => {
    expect(shown((stream) => print(stream as NodeJS.WriteStream, "-a: 1\r\n+a: 2\r\n")).text).toBe(
      "-a: 1\r\n+a: 2\r\n",
    );
  });
});
