// What words a command receives: quotes, expansions, splitting, and where each word was written.
import { commitMark, only } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { walked } from "../test/script.ts";

type Row = readonly [script: string, words: readonly string[]];

const AROUND = {
  variables: { TAG: "v1", TWO: "a b", NONE: "", SHA: commitMark(), EITHER: [...only("a"), ...only("b")] },
};

/** The words of the script's last command. */
function words(script: string): readonly string[] | undefined {
  return walked(script, AROUND).commands.at(-1)?.words;
}

describe("words", () => {
  it.each<Row>([
    ["d 'a b' \"c d\" e\\ f g\"h\"'i'", ["a b", "c d", "e f", "ghi"]],
    ["d a\\\nb", ["ab"]],
    [`d "a\\"b" "a\\$b" "a\\\\b" "a\\nb" 'a\\b'`, ['a"b', "a$b", "a\\b", "a\\nb", "a\\b"]],
    [`d 'it'"'"'s' $'a\\tb' $"c"`, ["it's", "a\tb", "c"]],
    [`d "" '' a""`, ["", "", "a"]],
    ['d $TWO "$TWO" x$TWO $TWO.y', ["a", "b", "a b", "xa", "b", "a", "b.y"]],
    ['d $NONE a$NONE "$NONE"', ["a", ""]],
    ["d $EITHER x-$EITHER", ["a | b", "x-a | x-b"]],
    ["d app:$SHA app:${SHA}-x", ["app:<commit>", "app:<commit>-x"]],
    ["d $UNKNOWN", ["<variable>"]],
    ["d *.yml a?b [ab] {a,b} ~/x", ["*.yml", "a?b", "[ab]", "a", "b", "~/x"]],
    ["d $((1 + 2))", ["<command>"]],
    ["d $GITHUB_SHA ${GITHUB_REF_NAME} $GITHUB_RUN_ID", ["<commit>", "main", "<run>"]],
    ["d ${{ github.sha }} 'x${{ github.sha }}' ${{ inputs.x }}", ["<commit>", "x<commit>", "<input>"]],
  ])("%s", (script, expected) => expect(words(script)).toEqual(expected));

  it("is a rehearsal only if it surely is", () => {
    const dry = { variables: { DRY: [...only("--dry-run=client"), ...only("")] } };
    expect(walked("d $DRY a", dry).commands[0]?.words).toEqual(["a"]);
  });
});

describe("variables", () => {
  it.each<Row>([
    ["A=x; A+=y; d $A", ["xy"]],
    ["A=$TWO; d $A", ["a", "b"]],
    ["export A=x B=y; d $A $B", ["x", "y"]],
    ["export 'A=x y'; d \"$A\"", ["x y"]],
    ["declare -r A=x; local B=y; readonly C=z; d $A$B$C", ["xyz"]],
    ["N=TAG; d ${!N} ${#N}", ["v1", "<command>"]],
    ['unset TAG; d "$TAG"', [""]],
    ["A=1 x; d $A", ["<variable>"]],
    ["printf -v A '%s-%s' x $SHA; d $A", ["x-<commit>"]],
    ["read A <<< x; d $A", ["x"]],
    ["read -r A B <<< 'x y z'; d $A \"$B\"", ["x", "y z"]],
    ["read -r -d '' A <<E\nx\ny\nE\nd \"$A\"", ["x\ny"]],
    ["read A; d $A", ["<command>"]],
    ['A=(x \'y z\'); d $A ${A[1]} "${A[1]}" "${A[@]}"', ["x", "y", "z", "y z", "x", "y z"]],
    ['A=(); d "${A[@]}" x', ["x"]],
    ['A=(x); A+=(y z); d "${A[@]}"', ["x", "y", "z"]],
    ['A=(x); A=y; d $A "${A}"', ["y", "y"]],
    ["declare -A M; M[a]=x; M[b]=y; d ${M[$TAG]}", ["x | y"]],
    ["A=$UNKNOWN; A=x; d $A", ["x"]],
  ])("%s", (script, expected) => expect(words(script)).toEqual(expected));
});

describe("what a command prints is", () => {
  it.each<Row>([
    ['d $(echo a b) "$(echo a b)" `echo c`', ["a", "b", "a b", "c"]],
    ["d \"$(printf 'a\\n\\n')\"", ["a"]],
    ['d "$(cat <<E\nx $TAG\nE\n)"', ["x v1"]],
    ["d $(x)", ["<command>"]],
    ["d $(echo a; x)", ["a", "<command>"]],
    ["d $(if x; then echo a; else echo b; fi)", ["a | b"]],
    ["d $(true) y", ["y"]],
    ["d $(echo $(echo $(echo a)))", ["a"]],
  ])("%s", (script, expected) => expect(words(script)).toEqual(expected));
});

describe("places", () => {
  /** The places of the words of the last command, as `line:column-column`. */
  const places = (script: string) => walked(script, AROUND).commands.at(-1)?.places;

  it.each<Row>([
    ["d a  bc", ["1:3-4", "1:6-8"]],
    ["d \\\n  a \\\n  b\\\nc", ["2:3-4", "3:3-4:2"]],
    [`d 'a b' "c d" $'e'`, ["1:4-7", "1:10-13", "1:17-18"]],
    ['d a"b"c \'a\'"b"', ["1:3-8", "1:10-14"]],
    ['d $TAG ${TAG} "x$TAG"', ["1:3-7", "1:8-14", "1:16-21"]],
    ["d $(echo a) app:${{ github.sha }}", ["1:3-12", "1:13-34"]],
    ["x\n\n  d $TWO", ["3:5-9", "3:5-9"]],
    ['ssh h "d a \\"b\\" $TAG"', ["1:10-11", "1:14-15", "1:18-22"]],
    ["ssh h 'd a \"b\"'", ["1:10-11", "1:13-14"]],
    ["ssh h \"d 'a' \\$X \\\\\\$Y\"", ["1:11-12", "1:15-17", "1:19-23"]],
    ["ssh h <<E\n  d a $TAG \\$X b\nE", ["2:5-6", "2:7-11", "2:13-15", "2:16-17"]],
    ["ssh h <<'E'\n  d a \"$X\"\nE", ["2:5-6", "2:8-10"]],
    ["ssh h <<-E\n\t\td a\n\tE", ["2:5-6"]],
    ["ssh h d a 'b c'", ["1:9-10", "1:12-13", "1:14-15"]],
    ['eval "d a $TAG"', ["1:9-10", "1:11-15"]],
    ["C='d a'; eval \"$C\"", ["1:16-18"]],
    ["ssh h \"bash -c 'd $TAG b'\"", ["1:19-23", "1:24-25"]],
    ["ssh h <<A\nssh i <<'B'\nd $TAG b\nB\nA", ["3:3-7", "3:8-9"]],
    ["echo 'd a' | bash", ["1:9-10"]],
  ])("%s", (script, expected) => expect(places(script)).toEqual(expected));
});

it("keeps words as they were written, without quotes", () => {
  const written = walked("d \"app:$TAG\" ${TAG:-x}y 'a b' ${{ github.sha }}", AROUND).commands[0]?.written;
  expect(written).toEqual(["app:$TAG", "${TAG:-x}y", "a b", "${{ github.sha }}"]);
  expect(walked('ssh h "d $TAG \\$X ${{ github.sha }}"', AROUND).commands.at(-1)?.written).toEqual([
    "$TAG",
    "$X",
    "${{ github.sha }}",
  ]);
});
