import { expect, test } from "vitest";
import { alembic } from "./alembic.ts";

const env = { PYTHONUNBUFFERED: "1" };

test("current reads the head, upgrade heads applies pending migrations", () => {
  const { head, apply } = alembic();
  expect(head?.step).toEqual({ argv: ["alembic", "current"], env });
  expect(apply("")).toEqual([{ argv: ["alembic", "upgrade", "heads"], env }]);
});

test("the project can set how it runs Alembic", () => {
  const { apply } = alembic(["poetry", "run", "alembic", "-c", "db/alembic.ini"]);
  expect(apply("")[0]?.argv).toEqual(["poetry", "run", "alembic", "-c", "db/alembic.ini", "upgrade", "heads"]);
});

test.each([
  ["", "none"],
  ["a1b2c3 (head)\n", "a1b2c3"],
  ["a1b2c3\n", "a1b2c3"],
  ["27c6a30d7c24 (head)\n1975ea83b712 (effective head)\r\n", "1975ea83b712,27c6a30d7c24"],
  ["ae10 (head) (mergepoint)\n", "ae10"],
  ["0001_create-users (branchpoint)\n", "0001_create-users"],
  ["Loading the settings of production\na1 (head)\n", "a1"],
])("%j is the head %s", (stdout, text) => {
  expect(alembic().head?.parse(stdout)).toEqual({ text });
});
