import { templateOfFile } from "@deploy-actions/workflow-source";
import { only, shown } from "@deploy-actions/workflow-source/value";
import { expect, it } from "vitest";
import { readEnvFile } from "./env-file.ts";

const read = (text: string) =>
  readEnvFile(templateOfFile({ path: ".env", text }), (name) => (name === "SET" ? only("outside") : undefined));
const texts = (text: string) =>
  Object.fromEntries(
    [...read(text)].map(([name, values]) => [name, values.map((value) => shown(value.text)).join("|")]),
  );

it.each([
  ["A=b", { A: "b" }],
  ["A=b\r\nC=d\r\n", { A: "b", C: "d" }],
  ["export A=b", { A: "b" }],
  ["  A = b c  ", { A: "b c" }],
  ["A: b", { A: "b" }],
  ["# A=b\nB=", { B: "" }],
  ["A=b # why", { A: "b" }],
  ["A=b#c", { A: "b#c" }],
  ["A='b # $SET' # c", { A: "b # $SET" }],
  ['A="b $SET"', { A: "b outside" }],
  ["A='b", { A: "'b" }],
  ["A=1\nB=${A}-${C:-2}", { A: "1", B: "1-2" }],
  ["A=1\nA=2", { A: "2" }],
  ["not a line\n=x\n", {}],
])("reads the env file %j", (text, expected) => expect(texts(text)).toEqual(expected));

it("says where a variable is set", () => {
  const [hop] = read("x\nexport TAG='v1'\n").get("TAG")?.[0]?.trail ?? [];
  expect(hop?.what).toBe("TAG in .env");
  expect(hop?.place.range()).toEqual({ start: { line: 2, column: 8 }, end: { line: 2, column: 15 } });
});
