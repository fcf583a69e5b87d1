import { commandOf } from "@deploy-actions/workflow-source/testing";
import { mark } from "@deploy-actions/workflow-source/value";
import { expect, it } from "vitest";
import { isOn, readOptions, switches, valueFor, valuesFor } from "./options.ts";

const SWITCHES = switches("-d --detach -i -t --rm");

function read(line: string, reach: "anywhere" | "before") {
  const { given, operands } = readOptions(commandOf(`x ${line}`).args, SWITCHES, reach);
  return [
    given.map(({ name, value }) => (value === undefined ? name : `${name}=${value.values[0]?.text}`)),
    operands.map(({ written }) => written),
  ];
}

it.each([
  ["-d --name web a b", ["-d", "--name=web"], ["a", "b"]],
  ["--name=web a -d", ["--name=web", "-d"], ["a"]],
  ["-dit a", ["-d", "-i", "-t"], ["a"]],
  ["-dp 80:80 -p81:81 a", ["-d", "-p=80:80", "-p=81:81"], ["a"]],
  ["-f=x -d=false a", ["-f=x", "-d=false"], ["a"]],
  ["a -- -d b", [], ["a", "-d", "b"]],
  ["a - b", [], ["a", "-", "b"]],
  ["--unknown a b", ["--unknown=a"], ["b"]],
  ["a --name", ["--name"], ["a"]],
])("%s", (line, given, operands) => expect(read(line, "anywhere")).toEqual([given, operands]));

it("leaves what follows the first operand alone where it belongs to another command", () => {
  expect(read("-d --name w a -d --x", "before")).toEqual([
    ["-d", "--name=w"],
    ["a", "-d", "--x"],
  ]);
  expect(read("--rm -- a -d", "before")).toEqual([["--rm"], ["a", "-d"]]);
});

it("keeps what only a run knows in a value", () => {
  const options = readOptions(commandOf(`x --image=a:${mark("input")}`).args, SWITCHES, "anywhere");
  expect(valueFor(options, "--image")?.values).toEqual([{ text: `a:${mark("input")}`, trail: [] }]);
});

it("gives values by any of the names, in order, and tells switches that are off", () => {
  const options = readOptions(commandOf("x -f a --file b -d --rm=false").args, SWITCHES, "anywhere");
  expect(valuesFor(options, "-f", "--file").map(({ written }) => written)).toEqual(["a", "b"]);
  expect(valueFor(options, "--file", "-f")?.written).toBe("b");
  expect([isOn(options, "-d", "--detach"), isOn(options, "--rm"), isOn(options, "-i")]).toEqual([true, false, false]);
});
