// GitHub's expressions: compared with GitHub's own evaluator, and with anything else that may stand between `${{` and `}}`.
import { Dictionary, StringData } from "@actions/expressions/data/index";
import { Evaluator } from "@actions/expressions/evaluator";
import { Lexer } from "@actions/expressions/lexer";
import { Parser } from "@actions/expressions/parser";
import { FILE_START, type SourcePlace } from "@deploy-actions/workflow-source";
import { evaluateExpression, type Lookup, templateOf, truthOf } from "@deploy-actions/workflow-source/expression";
import { isLiteral, only, union, type Values, withoutReserved } from "@deploy-actions/workflow-source/value";
import fc from "fast-check";
import { expectEqual, expectRepeatable, expectThat } from "./expect.ts";
import { anyText, damaged, textOf } from "./generators.ts";
import { expectProportional, shapesOf } from "./growth.ts";
import { type Area, property } from "./property.ts";

const PLACE: SourcePlace = { path: "w.yml", range: () => FILE_START };

/** `env` as a run may have it: each name has one of its texts. */
const ENVIRONMENT: Readonly<Record<string, readonly string[]>> = {
  A: ["x"],
  B: ["", "y"],
  C: ["0", "1", "true"],
  D: ["a", "A", "ab"],
  E: ['{"k": "v", "l": [1, "2", null]}'],
};
const NAMES = Object.keys(ENVIRONMENT);

const lookup: Lookup = ([context, name = ""]) => {
  const texts = context === "env" ? ENVIRONMENT[name.toUpperCase()] : undefined;
  return texts && union(...texts.map((text) => only(text)));
};
const evaluate = (body: string) => evaluateExpression(body, lookup, PLACE);
const textsOf = (values: Values): readonly string[] => values.map(({ text }) => text);

const literal = fc.oneof(
  fc.constantFrom(
    "true",
    "false",
    "null",
    "NaN",
    "Infinity",
    "-Infinity",
    "0",
    "-0",
    "1",
    "-1.5",
    "0x1F",
    "0o17",
    "1e3",
  ),
  fc.integer().map(String),
  fc.double().map(String),
  fc
    .oneof(fc.constantFrom("", "0", "1", "true", "a", "A", "{0}", "{{", "}}", "it's", '["a"]'), anyText)
    // GitHub's library, unlike its runner, unescapes only the first quote of a text.
    .map((text) => quoted(text.replace(/(?<='.*)'/gs, ""))),
);

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Well-formed expressions over these leaves. */
function expressionsOver(leaves: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const { expression } = fc.letrec<{ expression: string }>((tie) => {
    const one = tie("expression");
    const call = (name: string, least: number, most: number) =>
      fc.array(one, { minLength: least, maxLength: most }).map((args) => `${name}(${args.join(", ")})`);
    const binary = fc.constantFrom("==", "!=", "<", "<=", ">", ">=", "&&", "||");
    return {
      expression: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        leaves,
        one.map((inner) => `(${inner})`),
        one.map((inner) => `!${inner}`),
        fc.tuple(one, binary, one).map(([left, operator, right]) => `${left} ${operator} ${right}`),
        ...["contains", "startsWith", "endsWith"].map((name) => call(name, 2, 2)),
        call("format", 1, 3),
        call("join", 1, 2),
        call("toJSON", 1, 1),
        call("fromJSON", 1, 1),
        fc
          .tuple(one, fc.constantFrom(".k", "['l']", "[0]", ".*", ".l[1]"))
          .map(([left, access]) => `fromJSON(${left})${access}`),
      ),
    };
  });
  return expression;
}

const environmentName = fc.constantFrom(...NAMES).map((name) => `env.${name}`);

const tokens = [
  ..."()[],.*!<>'",
  ...["==", "!=", "<=", ">=", "&&", "||", " ", "''", "github", "env", ".A", "fromJSON", "format", "contains", "toJSON"],
  ...["always()", "hashFiles('x')", "case", "0x", "1e", "null", "true", "\n", "${{", "}}"],
];

/** What GitHub's evaluator says in one run; undefined if it refuses. */
function inRun(body: string, environment: Readonly<Record<string, string>>): string | undefined {
  try {
    const expression = new Parser(new Lexer(body).lex().tokens, ["env"], []).parse();
    const entries = Object.entries(environment).map(([key, value]) => ({ key, value: new StringData(value) }));
    const context = new Dictionary({ key: "env", value: new Dictionary(...entries) });
    return new Evaluator(expression, context).evaluate().coerceString();
  } catch {
    return undefined;
  }
}

/** A mark stands for any text. Characters that are kept for marks are replaced in what a file says. */
function expectIncludes(possible: readonly string[], text: string): void {
  if (!possible.every(isLiteral) || withoutReserved(text) !== text) return;
  expectThat(possible.includes(text), `${JSON.stringify(text)} is not among ${JSON.stringify(possible)}`);
}

function runs(): Record<string, string>[] {
  return NAMES.reduce<Record<string, string>[]>(
    (all, name) => all.flatMap((one) => (ENVIRONMENT[name] ?? []).map((text) => ({ ...one, [name]: text }))),
    [{}],
  );
}

export const expressions: Area = {
  about: "GitHub's expressions, next to GitHub's own evaluator",
  properties: [
    property("a literal expression has the value that GitHub gives it", expressionsOver(literal), (body) => {
      const theirs = inRun(body, {});
      const { values, error } = evaluate(body);
      if (theirs === undefined) return;
      expectEqual(error, undefined, "refused");
      expectIncludes(textsOf(values), theirs);
    }),
    property(
      "an expression's values include the one of every run",
      expressionsOver(fc.oneof(literal, environmentName, environmentName)),
      (body) => {
        const { values, error } = evaluate(body);
        if (error !== undefined) return;
        for (const run of runs()) {
          const theirs = inRun(body, run);
          if (theirs !== undefined) expectIncludes(textsOf(values), theirs);
        }
      },
    ),
    property(
      "any text is an expression with values, or refused at a place inside of it",
      fc.oneof(textOf(tokens), damaged(expressionsOver(fc.oneof(literal, environmentName)))),
      (body) => {
        const { values, error } = expectRepeatable(() => evaluate(body));
        expectThat(values.length > 0, "no values");
        if (error !== undefined) expectThat(error.offset >= 0 && error.offset <= body.length, "a place outside");
        truthOf(body, lookup);
      },
    ),
    property(
      "a text with expressions in it is cut at their braces",
      textOf(["${{", "}}", "'", "''", " env.A "]),
      (value) => {
        const range = (start: number, end: number) => ({
          start: { line: 1, column: start + 1 },
          end: { line: 1, column: end + 1 },
        });
        const template = templateOf(
          { path: "w.yml", value, range, offset: (index) => index },
          (_body, _place, written) => {
            expectThat(written.startsWith("${{") && written.endsWith("}}"), "an expression without its braces");
            return only(written);
          },
        );
        const { start, end } = template.place(0, template.text.length).range();
        expectThat(start.column <= end.column, "it ends before it begins");
      },
    ),
    property(
      "time grows with the length",
      shapesOf(tokens),
      (shape) =>
        expectProportional(
          shape,
          (text) => {
            const cut = text.slice(0, 20_900);
            evaluate(cut);
            truthOf(text, lookup);
          },
          [5_000, 20_000],
        ),
      { share: 0.1 },
    ),
  ],
};
