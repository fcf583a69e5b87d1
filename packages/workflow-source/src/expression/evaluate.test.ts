import * as data from "@actions/expressions/data/index";
import { Evaluator } from "@actions/expressions/evaluator";
import { Lexer } from "@actions/expressions/lexer";
import { Parser } from "@actions/expressions/parser";
import { describe, expect, it } from "vitest";
import { FILE_START, type SourcePlace } from "../position.ts";
import { commitMark, mark, shown } from "../value/mark.ts";
import { only, union, type Values } from "../value/value.ts";
import { evaluateExpression, type Lookup, truthOf } from "./evaluate.ts";

const PLACE: SourcePlace = { path: "w.yml", range: () => FILE_START };
const CONTEXTS: Readonly<Record<string, Values>> = {
  "github.sha": only(commitMark()),
  "github.ref": union(only("refs/heads/main"), only(`refs/tags/${mark("version")}`)),
  "github.ref_name": only(mark("branch")),
  "github.event.release.tag_name": union(only(mark("version")), only("")),
  "env.TAG": only("v1"),
  "env.EMPTY": only(""),
  "env.NUMBER": only("12"),
  "env.JSON": only(`{"tag": "sha-${commitMark()}", "ports": [80, 443], "debug": false, "none": null}`),
  "env.STAGE": union(only("dev"), only("prod")),
  "env.MANY": union(...Array.from({ length: 32 }, (_, n) => only(`${n}`.padStart(20, "x")))),
  "secrets.dev": only("d"),
  "secrets.prod": only("p"),
  "inputs.tag": only(mark("input")),
  "inputs.dry_run": only("false"),
  "vars.PREFIX": only(`sha-${mark("variable")}`),
  "needs.build.outputs.tags": only(`["a","b"]`),
};
const lookup: Lookup = (path) => CONTEXTS[path.join(".")];
const evaluate = (body: string) => evaluateExpression(body, lookup, PLACE);
const texts = (body: string) => evaluate(body).values.map(({ text }) => shown(text));

describe("names", () => {
  it.each([
    ["github.sha", ["<commit>"]],
    ["GITHUB.sha", ["<commit>"]],
    ["gitea.sha", ["<commit>"]],
    ["github['sha']", ["<commit>"]],
    ["(github).sha", ["<commit>"]],
    ["env.TAG", ["v1"]],
    ["secrets[env.STAGE]", ["d", "p"]],
    ["secrets[format('{0}', env.STAGE)]", ["d", "p"]],
    ["secrets[inputs.tag]", ["<secret>"]],
    ["secrets.OTHER", ["<secret>"]],
    ["vars.OTHER", ["<variable>"]],
    ["inputs.other", ["<input>"]],
    ["steps.x.outputs.y", ["<output>"]],
    ["matrix.x", ["<expression>"]],
    ["github.event.commits.*.id", ["<expression>"]],
    ["github.event.release.tag_name", ["<version>"]],
  ])("%s", (body, expected) => expect(texts(body)).toEqual(expected));

  it("says where what it doesn't know comes from", () => {
    expect(evaluate("steps.x.outputs['y']").values[0]?.trail).toEqual([{ what: "steps.x.outputs.y", place: PLACE }]);
  });
});

describe("defaults and choices", () => {
  it.each([
    ["inputs.tag || 'latest'", ["<input>", "latest"]],
    ["github.sha || 'latest'", ["<commit>"]],
    ["env.EMPTY || 'latest'", ["latest"]],
    ["env.EMPTY || inputs.tag || github.sha || 'x'", ["<input>", "<commit>"]],
    ["github.event.release.tag_name || github.sha", ["<version>", "<commit>"]],
    ["vars.PREFIX || 'latest'", ["sha-<variable>"]],
    ["github.ref == 'refs/heads/main' && 'prod' || 'dev'", ["prod", "dev"]],
    ["github.ref == 'refs/heads/other' && 'prod' || 'dev'", ["dev"]],
    ["inputs.tag != '' && inputs.tag || github.sha", ["<input>", "<commit>"]],
    ["inputs.tag && format(':{0}', inputs.tag)", ["", ":<input>"]],
    ["env.TAG && 'x'", ["x"]],
    ["env.EMPTY && 'x'", [""]],
    ["case(env.TAG == 'v2', 'a', env.STAGE == 'dev', 'b', 'c')", ["b", "c"]],
    ["case(env.TAG == 'v1', 'a', 'b')", ["a"]],
    ["case(env.TAG == 'v2', 'a', 'b')", ["b"]],
  ])("%s", (body, expected) => expect(texts(body)).toEqual(expected));

  const fallbacks = (body: string) =>
    evaluate(body).values.map(({ trail }) => trail.filter((hop) => hop.fallback).map((hop) => hop.what));
  it("tells a default from the else of a choice", () => {
    expect(fallbacks("inputs.tag || ('latest')")).toEqual([[], ["|| 'latest'"]]);
    expect(fallbacks("inputs.tag == 'x' && 'a' || 'latest'")).toEqual([[], []]);
    expect(fallbacks("inputs.tag || ''")).toEqual([[], []]);
  });
});

describe("functions", () => {
  it.each([
    ["format('{0}-{1}{{}}', env.STAGE, github.sha)", ["dev-<commit>{}", "prod-<commit>{}"]],
    ["format('{0', 'a')", ["<expression>"]],
    ["format('{0}:{1}', 'a')", ["a:<expression>"]],
    ["format('it''s ''{0}''', env.TAG)", ["it's 'v1'"]],
    ["join(fromJSON('[\"a\",\"b\"]'), '-')", ["a-b"]],
    ["join(env.TAG)", ["v1"]],
    ["fromJSON(env.JSON).tag", ["sha-<commit>"]],
    ["fromJSON(env.JSON).TAG", ["sha-<commit>"]],
    ["fromJSON(env.JSON).ports[1]", ["443"]],
    ["fromJSON(env.JSON).missing || 'none'", ["none"]],
    ["fromJSON(env.JSON).ports.*", ["<expression>"]],
    ["fromJSON(inputs.tag).x", ["<input>"]],
    ["fromJSON('{')", ["<expression>"]],
    ["fromJSON('\"\\udb80\\udc28\"')", ["<expression>"]],
    ["toJSON(fromJSON(needs.build.outputs.tags))", ['[\n  "a",\n  "b"\n]']],
    ["contains(fromJSON(needs.build.outputs.tags), 'B')", ["true"]],
    ["contains(fromJSON(needs.build.outputs.tags), 'c')", ["false"]],
    ["contains(vars.PREFIX, 'SHA')", ["true"]],
    ["contains(vars.PREFIX, 'x')", ["true", "false"]],
    ["startsWith(github.ref, 'refs/pull/')", ["false"]],
    ["startsWith(github.ref, 'refs/tags/')", ["false", "true"]],
    ["endsWith(github.ref, 'x')", ["false", "true"]],
    ["startsWith(vars.PREFIX, 'dev')", ["false"]],
    ["hashFiles('**/lock')", ["<expression>"]],
    ["success()", ["true", "false"]],
    ["always()", ["true"]],
  ])("%s", (body, expected) => expect(texts(body)).toEqual(expected));
});

describe("conditions", () => {
  it.each([
    ["github.ref == 'refs/pull/1/merge'", false],
    ["github.ref != 'refs/pull/1/merge'", true],
    ["${{ env.TAG == 'V1' }}", true],
    ["${{ env.STAGE == 'dev' }}", undefined],
    ["!env.EMPTY", true],
    ["! (inputs.tag)", undefined],
    ["github.sha == ''", false],
    ["inputs.tag == ''", undefined],
    ["inputs.dry_run", undefined],
    ["inputs.dry_run == 'true'", false],
    ["inputs.dry_run == true", false],
    ["env.NUMBER > 9 && env.NUMBER <= 12", true],
    ["vars.PREFIX == 'latest'", false],
    ["vars.PREFIX == 'sha-1'", undefined],
    ["always() && false", false],
    ["success() || true", true],
    ["${{ env.EMPTY }} == 'x'", true],
    ["not an expression", undefined],
    ["", undefined],
  ])("%s", (condition, expected) => expect(truthOf(condition, lookup)).toBe(expected));
});

it("decides what is known as GitHub's own evaluator does", () => {
  const operands = [
    "''",
    "'a'",
    "'A'",
    "'1'",
    "'0'",
    "1",
    "0",
    "-2.50",
    "0x1F",
    "NaN",
    "true",
    "false",
    "null",
    "'true'",
  ];
  const forms = ["==", "!=", "<", "<=", ">", ">=", "&&", "||"].map(
    (sign) => (a: string, b: string) => `${a} ${sign} ${b}`,
  );
  const calls = ["contains", "startsWith", "endsWith", "join"].map(
    (name) => (a: string, b: string) => `${name}(${a}, ${b})`,
  );
  const others = [(a: string, b: string) => `format('{1}|{0}', ${a}, !${b})`, (a: string) => `toJSON(${a})`];
  for (const form of [...forms, ...calls, ...others]) {
    for (const body of operands.flatMap((a) => operands.map((b) => form(a, b)))) {
      const theirs = new Evaluator(new Parser(new Lexer(body).lex().tokens, [], []).parse(), new data.Dictionary());
      expect([body, ...texts(body)]).toEqual([body, theirs.evaluate().coerceString()]);
    }
  }
});

describe("what cannot be parsed", () => {
  it.each([
    ["", "it is empty", 0],
    ["github.sha ||", "unexpected end of expression: '||'", 11],
    ["env.A env.B", "unexpected symbol: 'env'", 6],
    ["\n foo.bar", "unrecognized named-value: 'foo'", 2],
    ["nope(1)", "unrecognized function: 'nope'", 0],
    ['env.A == "x"', "unexpected symbol: '\"x\"'", 9],
    ["'open", "unexpected symbol: ''open'", 0],
    ["!".repeat(60), "exceeded max expression depth 50: '!'", 50],
    [`'${"x".repeat(30_000)}'`, "it is longer than GitHub's limit of 21,000 characters", 0],
  ])("reports where and why %j cannot be parsed", (body, reason, offset) => {
    const message = `This expression cannot be parsed: ${reason}.`;
    expect(evaluate(body)).toEqual({ values: only(mark("expression")), error: { message, offset } });
  });
});

describe("an expression written to cause harm", () => {
  it.each([
    ["a long chain", Array.from({ length: 3_000 }, () => "1").join(" == ")],
    ["many choices", Array.from({ length: 1_000 }, () => "env.STAGE").join(" || ")],
    ["a wide format", `format('${"{0}".repeat(5_000)}', env.STAGE)`],
    ["nested formats", `${"format('{0}{0}', ".repeat(40)}env.STAGE${")".repeat(40)}`],
    [
      "many wide formats",
      `join(fromJSON('[]'), ${Array.from({ length: 40 }, () => `format('${"{0}".repeat(49)}', env.MANY)`).join(" || ")})`,
    ],
    ["many comparisons", Array.from({ length: 240 }, () => "env.MANY == env.MANY").join(" && ")],
    ["deep JSON", `fromJSON('${"[".repeat(10_000)}')`],
    ["names of Object.prototype", "fromJSON(env.JSON).constructor.__proto__"],
    ["functions of Object.prototype", "constructor(1)"],
    ["many indexes", `secrets${"[env.STAGE]".repeat(40)}`],
  ])("%s is answered at once", (_, body) => {
    expect(evaluate(body).values.length).toBeGreaterThan(0);
  });

  it("cannot spell a mark", () => {
    expect(texts(`'${commitMark()}'`)).toEqual(["\ufffd\ufffd"]);
  });
});
