// The catalog shows a step that works for each action: every required input, no unknown one, and values that the action accepts.
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readInputs } from "../../packages/action/src/input/read-inputs.ts";
import { loadActions, project } from "../../scripts/actions.ts";
import { usageOf } from "../../scripts/generate/usage.ts";
import { read } from "./files.ts";
import { deadLinks } from "./links.ts";
import { mistakesOf } from "./own-uses.ts";
import { snippetsOf } from "./snippets.ts";

const steps = z.tuple([z.looseObject({ uses: z.string(), with: z.record(z.string(), z.unknown()) })]);
const { repository } = project();
const shown = snippetsOf("action-catalog.md");
const actions = await loadActions();

/** A possible value of an expression in an example. */
const example = (expression: string) => {
  if (/digest/.test(expression)) return `sha256:${"0".repeat(64)}`;
  if (/image/i.test(expression)) return `ghcr.io/acme/app@sha256:${"0".repeat(64)}`;
  if (/variables/i.test(expression)) return "NAME=x";
  return /sha/.test(expression) ? "0".repeat(40) : "x";
};

describe.each(actions)("$name", ({ name, definition }) => {
  const snippet = shown.find(({ heading }) => heading === `Usage of ${name}`);
  const [step] = steps.parse(parse(snippet?.text ?? ""));

  it("is used by a step that gives it inputs", () => {
    expect(step.uses).toBe(`${repository}/${name}@v1`);
    expect(Object.keys(step.with)).not.toEqual([]);
    expect(mistakesOf({ uses: step.uses, given: step.with })).toEqual([]);
  });
  it("accepts the values of that step", () => {
    // The runner evaluates expressions in what a step gives, and in defaults.
    const defaults = Object.entries(definition.inputs).flatMap(([input, { default: value }]) =>
      value?.includes("${{") ? [[input, value] as const] : [],
    );
    const environment = [...defaults, ...Object.entries(step.with)].map(([input, value]) => [
      `INPUT_${input.toUpperCase()}`,
      String(value).replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => example(expression)),
    ]);
    expect(readInputs(definition, Object.fromEntries(environment))).not.toHaveProperty("mistakes");
  });
});

it("links to its own headings and to each README", () => {
  expect(deadLinks("action-catalog.md", read("action-catalog.md"))).toEqual([]);
  for (const { name } of actions)
    for (const part of ["usage", "inputs", "outputs", "permissions"])
      expect(read("action-catalog.md")).toContain(`](#${part}-of-${name})`);
});

describe("the step that a README shows", () => {
  const input = (value?: string) => ({ ...(value === undefined ? {} : { default: value }) });
  const readme = (step: string) =>
    `# A\n\n\`\`\`yaml\njobs:\n  one:\n    steps:\n      - run: x\n      ${step}\n\`\`\`\n`;
  it("is shown without its id and condition", () => {
    expect(
      usageOf(readme('- { id: a, if: always(), uses: acme/a@v1, with: { b: 5, c: "d\\ne\\n" } }'), "acme/a@v1", {}),
    ).toBe("- uses: acme/a@v1\n  with:\n    b: 5\n    c: |\n      d\n      e\n");
  });
  it("shows the defaults where it needs no input", () => {
    const inputs = { one: input("5"), two: input(), three: input("true"), four: input("a\nb"), five: input("01") };
    expect(usageOf(readme("- uses: acme/a@v1"), "acme/a@v1", inputs)).toBe(
      '- uses: acme/a@v1\n  with: # the defaults\n    one: 5\n    three: true\n    four: |-\n      a\n      b\n    five: "01"\n',
    );
  });
  it("must exist", () => {
    expect(() => usageOf(readme("- uses: acme/b@v1"), "acme/a@v1", {})).toThrow("show how the action is used");
  });
});
