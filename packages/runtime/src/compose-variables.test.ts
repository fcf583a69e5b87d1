// Required variables, for each form in the specification.
import { describe, expect, it } from "vitest";
import { readSource } from "./compose-source.ts";
import { namedVariables, neededVariables, variablesInText } from "./compose-variables.ts";

describe("in one value", () => {
  it.each([
    ["$A", ["A"]],
    ["${A}", ["A"]],
    ["x${A}y$B.z", ["A", "B"]],
    ["${A:?say why}", ["A"]],
    ["${A?}", ["A"]],
    ["${A:-b}", []],
    ["${A-b}", []],
    ["${A:+b}", []],
    ["${A+b}", []],
    ["${A:-${B}}", ["B"]],
    ["${A:-${B:-${C}}}/$D", ["C", "D"]],
    ["$$A $${B}", []],
    ["$$$A", ["A"]],
    ["costs 5$", []],
    ["${", []],
    ["${A:-${B", ["B"]],
    ["${A:-{}${B}}$C", ["B", "C"]],
    ["${A:?no ${B}}$C", ["A", "C"]],
    ["${1:-$A}$B", ["B"]],
    ["${A:-$}$B", ["B"]],
  ])("finds the variables that %j needs", (text, names) => {
    expect(variablesInText(text)).toEqual(names);
  });
});

it("reads nested defaults, however many there are", () => {
  expect(variablesInText("${A:-".repeat(100_000))).toEqual([]);
  expect(variablesInText(`${"${A:-".repeat(100_000)}$B`)).toEqual(["B"]);
});

it("searches the entire file, including forms without a dollar sign", () => {
  const service = { environment: ["FROM_HERE", "B=1"], ports: ["${PORT}:80"] };
  const document = {
    services: { web: service, job: { environment: { PASSED: null, SET: "x", LATER: "$LATE" } } },
    secrets: { s: { environment: "SECRET" } },
    "x-block": [{ deep: "${DEEP}" }],
  };
  expect(neededVariables(document)).toEqual(["DEEP", "FROM_HERE", "LATE", "PASSED", "PORT", "SECRET"]);
});

it("finds variables with a default separately", () => {
  const document = { a: ["$A ${B:-${C}}", "$$D $${E}"], b: { c: "${F:?say}" } };
  expect(namedVariables(document)).toEqual(["A", "B", "C", "F"]);
});

it("reads a document whose alias contains itself", () => {
  const [document] = readSource("compose.yml", "services: &all\n  web: {image: $A}\n  more: *all\n").documents;
  expect(neededVariables(document)).toEqual(["A"]);
  expect(namedVariables(document)).toEqual(["A"]);
});

it("leaves out the project name, which Compose sets", () => {
  expect(neededVariables({ services: { web: { hostname: "${COMPOSE_PROJECT_NAME}" } } })).toEqual([]);
});

it.each([null, "text", [], { services: 5 }, { services: { web: null }, secrets: [] }])(
  "finds none in %j",
  (document) => {
    expect(neededVariables(document)).toEqual([]);
  },
);
