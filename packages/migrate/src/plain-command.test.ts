import { expect, test } from "vitest";
import { splitPlainCommand } from "./plain-command.ts";

test.each([
  ["node migrate.mjs up", ["node", "migrate.mjs", "up"]],
  ["  alembic \t -c db/alembic.ini ", ["alembic", "-c", "db/alembic.ini"]],
  ["flyway -url=jdbc:postgresql://db:5432/app migrate", ["flyway", "-url=jdbc:postgresql://db:5432/app", "migrate"]],
  ["npx prisma@6 migrate deploy", ["npx", "prisma@6", "migrate", "deploy"]],
])("%s is a plain command", (text, words) => {
  expect(splitPlainCommand(text)).toEqual(words);
});

test.each([
  "a && b",
  "a; b",
  "a | b",
  "a > b",
  "a $B",
  "a `b`",
  "a 'b c'",
  'a "b c"',
  "a *",
  "a ~",
  "a\nb",
  "A=1 b",
  "a # b",
  "a \\b",
  "!a",
  "",
  "  ",
])("%j needs a shell", (text) => {
  expect(splitPlainCommand(text)).toBeUndefined();
});
