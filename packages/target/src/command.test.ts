import { describe, expect, it } from "vitest";
import { commandLine } from "./command.ts";

describe("commandLine", () => {
  it("quotes arguments that a shell would interpret", () => {
    expect(commandLine({ argv: ["docker", "run", "--label", "a=b c", "it's", ""] })).toBe(
      `docker run --label 'a=b c' 'it'\\''s' ''`,
    );
  });

  it("shows the names of variables but not their values, and no stdin", () => {
    const line = commandLine({ argv: ["docker", "login"], env: { TOKEN: "hunter2" }, stdin: "hunter3" });
    expect(line).toBe("TOKEN=… docker login");
  });

  it("keeps one command on one line, so that an argument cannot start a workflow command", () => {
    expect(commandLine({ argv: ["echo", "a\n::set-output name=x::'\\"] })).toBe(
      `echo $'a\\n::set-output name=x::\\'\\\\'`,
    );
    expect(commandLine({ argv: ["echo", "\u001b[31m"] })).toBe(`echo $'\\x1b[31m'`);
  });
});
