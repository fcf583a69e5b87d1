import { expect, test } from "vitest";
import { commandInContainer, commandOnTarget } from "./command.ts";

test("on the target the text is one argument of bash, whatever it contains", () => {
  const text = `npm run migrate && echo "$(rm -rf /)"; 'x`;
  const { apply, head, discover } = commandOnTarget(text);
  expect(apply("")).toEqual([{ argv: ["bash", "-e", "-o", "pipefail", "-c", text] }]);
  expect(head).toBeUndefined();
  expect(discover).toBeUndefined();
});

test("in a container a plain command runs directly, anything else is one argument of sh", () => {
  expect(commandInContainer("node migrate.mjs up").apply("")).toEqual([{ argv: ["node", "migrate.mjs", "up"] }]);
  expect(commandInContainer("a | b").apply("")).toEqual([{ argv: ["sh", "-e", "-c", "a | b"] }]);
});

test("the head is the last line that is not blank", () => {
  const { head } = commandInContainer("up", "node migrate.mjs head");
  expect(head?.step).toEqual({ argv: ["node", "migrate.mjs", "head"] });
  expect(head?.parse("connecting\r\n 0002_authors \r\n\n")).toEqual({ text: "0002_authors" });
  expect(head?.parse("\n")).toEqual({ text: "none" });
});
