// What a test answers where the repository knows, and what is learnt from one that was passed.
import { describe, expect, it } from "vitest";
import { deploysOf, walked } from "../../test/script.ts";
import { commitMark, mark } from "../value/mark.ts";
import { only } from "../value/value.ts";

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
    ["leaves by grep and ||", `echo "$T" | grep -qE '^[0-9a-f]{7,40}$' || { echo no; exit 1; }; deploy $T`, "<commit>"],
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
