// What a test answers where the repository knows, and what is learnt from one that was passed.
import { commitMark, mark, only } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { deploysOf, walked } from "../test/script.ts";

const VARIABLES = {
  ENV: "prod",
  NONE: "",
  SHA: commitMark(),
  IN: mark("input"),
  EITHER: [...only("a"), ...only("b")],
};

describe("a test", () => {
  /** "yes", "no", or "yes no" where only a run knows. */
  const answer = (test: string): string =>
    deploysOf(`if ${test}; then deploy yes; else deploy no; fi`, { variables: VARIABLES }).join(" ");

  it.each([
    ["[ $ENV = prod ]", "yes"],
    ['[ "$ENV" == "dev" ]', "no"],
    ["[ $ENV != dev ]", "yes"],
    ["test $ENV = prod", "yes"],
    ["[[ $ENV == prod ]]", "yes"],
    ["[[ ! $ENV == prod ]]", "no"],
    ["! [ $ENV = prod ]", "no"],
    ["! ! [ $ENV = prod ]", "yes"],
    ["[ ! $ENV = prod ]", "no"],
    ["[[ ($ENV == prod) ]]", "yes"],
    ["[[ $ENV == pr* ]]", "yes no"],
    ['[ -z "$NONE" ]', "yes"],
    ['[ -n "$ENV" ]', "yes"],
    ['[ ! -z "$ENV" ]', "yes"],
    ['[ -n "$SHA" ]', "yes"],
    ['[ -n "$IN" ]', "yes no"],
    ['[ -n "x$IN" ]', "yes"],
    ['[ -n "$UNSET" ]', "yes no"],
    ["[ $EITHER = a ]", "yes no"],
    ["[ $EITHER = c ]", "no"],
    ["[ $EITHER != c ]", "yes"],
    ["[ $IN = prod ]", "yes no"],
    ["[ -f x ]", "yes no"],
    ["[ $ENV -eq 1 ]", "yes no"],
    ["[[ $ENV == prod && $NONE == '' ]]", "yes"],
    ["[[ $ENV == prod && -f x ]]", "yes no"],
    ["[[ $ENV == dev && -f x ]]", "no"],
    ["[[ $ENV == prod || -f x ]]", "yes"],
    ["[[ $ENV == dev || -f x ]]", "yes no"],
    ["[ $ENV = prod -a $NONE = x ]", "yes no"],
    ["[ ]", "yes no"],
    ["grep -q prod f", "yes no"],
    ["[ ${{ github.ref_name }} = main ]", "yes"],
    ["[ ${{ github.ref_name }} = dev ]", "no"],
    ["docker ps", "yes no"],
  ])("%s: %s", (test, expected) => expect(answer(test)).toBe(expected));
});

describe("a tag that was checked", () => {
  const HEX = "^[0-9a-f]{40}$";
  it.each([
    ["leaves unless it matches", `[[ $T =~ ${HEX} ]] || exit 1; deploy $T`, "<commit>"],
    ["leaves where it does not match", `if ! [[ $T =~ ${HEX} ]]; then exit 1; fi; deploy $T`, "<commit>"],
    [
      "leaves where it does not match, the test turned",
      `if [[ ! "$T" =~ ${HEX} ]]; then exit 1; fi; deploy $T`,
      "<commit>",
    ],
    ["goes on where it matches", `if [[ $T =~ ${HEX} ]]; then deploy $T; fi`, "<commit>"],
    ["leaves by grep", `if ! echo "$T" | grep -Eq '${HEX}'; then exit 1; fi; deploy $T`, "<commit>"],
    [
      "leaves by grep and ||",
      `echo "$T" | grep -qE '^[0-9a-f]{40,64}$' || { echo no; exit 1; }; deploy $T`,
      "<commit>",
    ],
    ["leaves unless it is a version", "[[ $T =~ ^v?[0-9]+\\.[0-9]+\\.[0-9]+$ ]] || exit 1; deploy $T", "<version>"],
    ["leaves unless it is there and matches", `[[ -n $T && $T =~ ${HEX} ]] || exit 1; deploy $T`, "<commit>"],
    [
      "leaves where it is missing or else",
      `if [ -z "$T" ] || ! [[ $T =~ ${HEX} ]]; then exit 1; fi; deploy $T`,
      "<commit>",
    ],
    [
      "leaves where something else holds too",
      `if x && ! [[ $T =~ ${HEX} ]]; then exit 1; fi; deploy $T`,
      "<variable> | <commit>",
    ],
    ["leaves unless it is that text", '[ "$T" = v1 ] || exit 1; deploy $T', "v1"],
    ["leaves where it is another text", 'if [ "$T" != v1 ]; then exit 1; fi; deploy $T', "v1"],
    [
      "is as open as before where it does not leave",
      `[[ $T =~ ${HEX} ]] || echo no; deploy $T`,
      "<commit> | <variable>",
    ],
    ["is as open as before behind the test", `if [[ $T =~ ${HEX} ]]; then x; fi; deploy $T`, "<commit> | <variable>"],
    ["is as open as before behind a comparison", 'if [ "$T" = v1 ]; then x; fi; deploy $T', "v1 | <variable>"],
    ["is open where it may be no more than a text", '[ "$T" != latest ] || exit 1; deploy $T', "<variable>"],
    ["is not checked where anything passes", "[[ $T =~ .+ ]] || exit 1; deploy $T", "<variable>"],
    ["is not checked where another was", `[[ $U =~ ${HEX} ]] || exit 1; deploy $T`, "<variable>"],
  ])("%s", (_, script, expected) => expect(deploysOf(script)).toEqual([expected]));

  it("is told apart for the job", () => {
    const checked = (script: string) => walked(script, { variables: VARIABLES }).scope.checked.size;
    expect(checked(`[[ $IN =~ ${HEX} ]] || exit 1`)).toBe(1);
    expect(checked(`[[ $IN =~ ${HEX} ]] || echo no`)).toBe(0);
    expect(checked(`if [[ $IN =~ ${HEX} ]]; then x; fi`)).toBe(0);
    expect(checked("[ $IN = prod ] || exit 1")).toBe(0);
  });
});

describe("a negated group", () => {
  const GUARD = "if COND; then exit 1; fi; deploy";
  it.each([
    "[[ !( -f x ) ]]",
    "[[ !(-f x) ]]",
    "[[ !( -f x && -d y ) ]]",
    "[[ -f x || !( -d y ) ]]",
    "[[ -f x && !(! -d y) ]]",
    "[[ (!( -f x )) ]]",
    "[[ ! ( -f x ) ]]",
    "[[ !(x) ]]",
    "[[ !($IN) ]]",
    "[[ !( $ENV == prod ) ]]",
    "[[\n!( $ENV == prod )\n]]",
    "! { [[ -f x ]]; }",
    "! ( test -f x )",
    "!( test -f x )",
    "[ ! -f x ]",
    "[ ! \\( -f x \\) ]",
    "test ! -f x",
    "! test ! -f x",
    "! ! [[ !( -f x ) ]]",
    "x && ! { y || [[ !( -f x ) ]]; }",
    "bash -c '[[ !( -f x ) ]]'",
  ])("%s lets the script go on", (test) =>
    expect(
      deploysOf(
        GUARD.replace("COND", () => test),
        { variables: VARIABLES },
      ),
    ).toEqual([""]),
  );

  it.each([
    ["[[ !( $ENV == dev ) ]]", []],
    ["[[ !(!( $ENV == prod )) ]]", []],
    ["! { [[ $ENV == dev ]]; }", [""]],
  ])("%s ends it where it certainly holds", (test, expected) =>
    expect(
      deploysOf(
        GUARD.replace("COND", () => test),
        { variables: VARIABLES },
      ),
    ).toEqual(expected),
  );

  it("may be a pattern where extended ones are switched on", () => {
    const run = (test: string) =>
      deploysOf(`shopt -s extglob; if ${test}; then exit 1; fi; deploy`, { variables: VARIABLES });
    expect(run("[[ !( $ENV == dev ) ]]")).toEqual([""]);
    expect(run("[[ !(!( -f x )) ]]")).toEqual([""]);
  });

  it("has checked what it lets through", () => {
    expect(deploysOf("[[ !( $T =~ ^[0-9a-f]{40}$ ) ]] && exit 1; deploy $T")).toEqual(["<commit>"]);
  });

  it("is left alone where it is a pattern or a text", () => {
    expect(deploysOf('[[ $IN == !(a|b) ]]; deploy "[[ !(a) ]]"', { variables: VARIABLES })).toEqual(["[[ !(a) ]]"]);
  });
});

describe("what is not understood goes both ways:", () => {
  it.each([
    ["extended patterns", "[[ $ENV == @(prod|dev) ]] || exit 1; deploy"],
    ["extended patterns that are negated", "[[ $ENV != !(prod) ]] || exit 1; deploy"],
    ["a word that is none in single brackets", "if [ $NONE != dev ]; then exit 1; fi; deploy"],
    ["a word that is missing in single brackets", "if [ -n $NONE ]; then deploy; fi"],
    ["an assignment by a command", "TAG=$(x) && exit 0; deploy"],
    ["an assignment by a command that fails", "ID=$(x) || deploy"],
    ["what a chain of tests sets itself", 'if [ -z "$NONE" ] && NONE=x; then deploy; fi'],
    ["cases that fall through", "case $ENV in prod) x;& dev) deploy;; esac"],
    ["cases that go on", "case $ENV in prod) x;;& pr*) deploy;; esac"],
  ])("%s", (_, script) => expect(deploysOf(script, { variables: VARIABLES })).toEqual([""]));
});

describe("any condition", () => {
  type Truth = boolean | undefined;
  type Made = { readonly text: string; readonly truth: Truth };
  const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);
  const both = (one: Truth, other: Truth): Truth =>
    one === false || other === false ? false : one === undefined || other === undefined ? undefined : true;
  const either = (one: Truth, other: Truth): Truth => not(both(not(one), not(other)));

  /** Park and Miller's generator: the same conditions in every run. */
  const generator = (seed: number) => (below: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };

  function test(pick: (below: number) => number, depth: number): Made {
    const inner = () => test(pick, depth - 1);
    switch (depth === 0 ? pick(3) : pick(9)) {
      case 0:
        return { text: "$ENV == prod", truth: true };
      case 1:
        return { text: "$ENV == dev", truth: false };
      case 2:
        return { text: "-f x", truth: undefined };
      case 3:
      case 4: {
        const { text, truth } = inner();
        return { text: `!( ${text} )`, truth: not(truth) };
      }
      case 5: {
        const { text, truth } = inner();
        return { text: `! (${text})`, truth: not(truth) };
      }
      case 6: {
        const { text, truth } = inner();
        return { text: `(${text})`, truth };
      }
      case 7: {
        const [one, other] = [inner(), inner()];
        return {
          text: `(${one.text}) && ${other.text.includes("||") ? `(${other.text})` : other.text}`,
          truth: both(one.truth, other.truth),
        };
      }
      default: {
        const [one, other] = [inner(), inner()];
        return { text: `(${one.text}) || ${other.text}`, truth: either(one.truth, other.truth) };
      }
    }
  }

  function condition(pick: (below: number) => number, depth: number): Made {
    const inner = () => condition(pick, depth - 1);
    switch (depth === 0 ? 0 : pick(6)) {
      case 1: {
        const { text, truth } = inner();
        return { text: `! { ${text}; }`, truth: not(truth) };
      }
      case 2: {
        const { text, truth } = inner();
        return { text: `!( ${text} )`, truth: not(truth) };
      }
      case 3: {
        const [one, other] = [inner(), inner()];
        return { text: `{ ${one.text}; } && ( ${other.text} )`, truth: both(one.truth, other.truth) };
      }
      case 4: {
        const [one, other] = [inner(), inner()];
        return { text: `{ ${one.text}; } || ( ${other.text} )`, truth: either(one.truth, other.truth) };
      }
      default: {
        const { text, truth } = test(pick, 3);
        return { text: `[[ ${text} ]]`, truth };
      }
    }
  }

  it("hides what follows only where it certainly ends the script", () => {
    const pick = generator(20261130);
    const lost = Array.from({ length: 1500 }, () => condition(pick, 2)).filter(({ text, truth }) => {
      const found = (script: string) => deploysOf(script, { variables: VARIABLES }).length > 0;
      const leaves = found(`if ${text}; then exit 1; fi; deploy`) || truth === true;
      const enters = found(`${text} || exit 1; deploy`) || truth === false;
      return !leaves || !enters;
    });
    expect(lost.map(({ text }) => text)).toEqual([]);
  });
});
