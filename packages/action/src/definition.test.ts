import { describe, expect, it } from "vitest";
import { z } from "zod/mini";
import { defineAction, output } from "./definition.ts";
import { actionTypes, actionYml, inputsTable, replaceBetweenMarkers } from "./generate/index.ts";
import { choice, integer, text } from "./input/kinds.ts";

const definition = defineAction({
  name: "sample",
  description: "Does a thing.",
  branding: { icon: "activity", color: "green" },
  permissions: {},
  inputs: {
    count: integer({ description: "How many.", default: "3", min: 1, max: 9 }),
    mode: choice(["a", "b"], { description: "Which | way.", required: true }),
    token: text({ description: "Key.", secret: true }),
  },
  outputs: { ok: output(z.boolean(), "Whether it went well.") },
});

describe("defineAction", () => {
  it("refuses an input without a description", () => {
    expect(() => defineAction({ ...definition, inputs: { count: text({ description: " " }) } })).toThrow(
      "`count` has no description",
    );
  });

  it("refuses an output that is not kebab-case", () => {
    expect(() => defineAction({ ...definition, outputs: { isOk: output(z.boolean(), "Yes.") } })).toThrow(
      "`isOk` is not kebab-case",
    );
  });
});

describe("the generated files", () => {
  it("contain action.yml", () => {
    expect(
      actionYml(definition, { main: "index.js" }),
    ).toBe(`# Generated from src/definition.ts by \`npm run generate\`; edit that file, not this one.
name: sample
description: Does a thing.
branding:
  icon: activity
  color: green
inputs:
  count:
    description: How many.
    required: false
    default: "3"
  mode:
    description: Which | way.
    required: true
  token:
    description: Key.
    required: false
outputs:
  ok:
    description: Whether it went well.
runs:
  using: node24
  main: index.js
`);
  });

  it("contain action-types.yml", () => {
    expect(actionTypes(definition)).toContain("  mode:\n    type: enum\n    allowed-values:\n      - a\n      - b\n");
    expect(actionTypes(definition)).toContain("outputs:\n  ok:\n    type: boolean\n");
  });

  it("contain the README's table with format and default", () => {
    expect(inputsTable(definition).split("\n").slice(2)).toEqual([
      "| `count` | How many. | whole number from 1 to 9 | `3` |",
      "| `mode` | Which \\| way. | one of a, b | **required** |",
      "| `token` | Key. | text; secret |  |",
    ]);
  });

  it("name the missing markers", () => {
    expect(() => replaceBetweenMarkers("# readme", "inputs", "x")).toThrow("<!-- inputs:start -->");
  });
});
