// Output of containers, tools and servers that tries to speak to the runner through the log.
import { describe, expect, it } from "vitest";
import { escapeCommands } from "../../packages/untrusted/src/text.ts";

describe("an application", () => {
  it.each(["::error::x", "  ::error::x", "\t::stop-commands::x", "##[error]x", "x ##[add-mask]x"])(
    "prints %j",
    (line) => {
      expect(escapeCommands(line)).not.toMatch(/^\s*::|##\[/);
    },
  );
});
