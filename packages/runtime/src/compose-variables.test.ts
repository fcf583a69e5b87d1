// What counts as a variable that has to be given, form by form of the specification.
import { describe, expect, it } from "vitest";
import { inText, namedVariables, neededVariables } from "./compose-variables.ts";

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
  ])("finds the variables that %j needs", (text, names) => {
    expect(inText(text)).toEqual(names);
  });
});

it("looks everywhere in a file, and knows the forms that name a variable without a dollar", () => {
  const service = { environment: ["FROM_HERE", "B=1"], ports: ["${PORT}:80"] };
  const document = {
    services: { web: service, job: { environment: { PASSED: null, SET: "x", LATER: "$LATE" } } },
    secrets: { s: { environment: "SECRET" } },
    "x-block": [{ deep: "${DEEP}" }],
  };
  expect(neededVariables(document)).toEqual(["DEEP", "FROM_HERE", "LATE", "PASSED", "PORT", "SECRET"]);
});

it("names those with a default too, apart", () => {
  const document = { a: ["$A ${B:-${C}}", "$$D $${E}"], b: { c: "${F:?say}" } };
  expect(namedVariables(document)).toEqual(["A", "B", "C", "F"]);
});

it("leaves out the project's name, which Compose gives", () => {
  expect(neededVariables({ services: { web: { hostname: "${COMPOSE_PROJECT_NAME}" } } })).toEqual([]);
});

it.each([null, "text", [], { services: 5 }, { services: { web: null }, secrets: [] }])(
  "finds none in %j",
  (document) => {
    expect(neededVariables(document)).toEqual([]);
  },
);
