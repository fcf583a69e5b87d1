import { expect, it } from "vitest";
import { ownerInConfig, remoteOwner } from "./owner.ts";

const config = (url: string) =>
  `[core]\n\tbare = false\n[remote "upstream"]\n\turl = https://github.com/other/app\n[remote "origin"]\n\tfetch = +x\n\turl = ${url}\n`;

it.each([
  ["https://github.com/acme/app.git", "acme"],
  ["git@github.com:acme/app.git", "acme"],
  ["ssh://git@git.example.com:2222/acme-inc/app", "acme-inc"],
  ["/srv/git/app.git", "git"],
  ["app", undefined],
])("of %s is %s", (url, owner) => expect(ownerInConfig(config(url))).toBe(owner));

it("is unknown without an origin, and without git", () => {
  expect(ownerInConfig('[remote "upstream"]\n\turl = https://github.com/other/app\n')).toBeUndefined();
  expect(remoteOwner(import.meta.dirname)).toBeUndefined();
});
