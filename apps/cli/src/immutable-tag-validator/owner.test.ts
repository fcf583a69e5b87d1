import { expect, it } from "vitest";
import { ownerIn, ownerOf } from "./owner.ts";

const config = (url: string) =>
  `[core]\n\tbare = false\n[remote "upstream"]\n\turl = https://github.com/other/app\n[remote "origin"]\n\tfetch = +x\n\turl = ${url}\n`;

it.each([
  ["https://github.com/acme/app.git", "acme"],
  ["git@github.com:acme/app.git", "acme"],
  ["ssh://git@git.example.com:2222/acme-inc/app", "acme-inc"],
  ["/srv/git/app.git", "git"],
  ["app", undefined],
])("of %s is %s", (url, owner) => expect(ownerIn(config(url))).toBe(owner));

it("is unknown without an origin, and without git", () => {
  expect(ownerIn('[remote "upstream"]\n\turl = https://github.com/other/app\n')).toBeUndefined();
  expect(ownerOf(import.meta.dirname)).toBeUndefined();
});
