// The texts of inputs, as people, expressions and other steps write them.
import {
  bool,
  choice,
  defineAction,
  integer,
  lines,
  list,
  map,
  path,
  seconds,
  text,
  url,
  urls,
} from "@deploy-actions/action";
import fc from "fast-check";
import { itemsIn, linesIn, parseMap, parseUrl, parseUrls } from "../../packages/action/src/input/grammar.ts";
import { inputVariable, readInputs } from "../../packages/action/src/input/read-inputs.ts";
import { keepImagesProblem } from "../../packages/runtime/src/cleanup/keep-images.ts";
import { labelRule, readLabels, readMatchLabels } from "../../packages/runtime/src/cleanup/labels.ts";
import { allowingProblems, expectEqual, expectRepeatable, expectThat } from "./expect.ts";
import { anyText, textOf } from "./generators.ts";
import { expectProportional, shapesOf } from "./growth.ts";
import { type Area, property } from "./property.ts";

const about = (description: string) => ({ description });
const definition = defineAction({
  name: "fuzz",
  description: "Has an input of every kind.",
  branding: { icon: "box", color: "blue" },
  permissions: {},
  inputs: {
    text: text(about("A text.")),
    path: path(about("A path.")),
    bool: bool(about("A boolean.")),
    integer: integer({ ...about("A number."), min: 1, max: 9 }),
    seconds: seconds(about("A duration.")),
    choice: choice(["a", "b"], about("A choice.")),
    lines: lines(about("Lines.")),
    list: list(about("A list.")),
    map: map({ ...about("A map."), secret: true }),
    url: url(about("A URL.")),
    urls: urls(about("URLs.")),
  },
  outputs: {},
});
const NAMES = Object.keys(definition.inputs);

const PIECES = [
  "a",
  "b",
  "=",
  ",",
  "\n",
  "\r\n",
  "#",
  "# ",
  " ",
  "true",
  "1",
  "1m",
  "5s",
  "http://",
  "https://a.example/",
  "user:hunter2-secret@",
  ":",
  "/",
  "?",
  "|",
  ";",
  "%20",
];
const value = textOf(PIECES, 12);

export const inputs: Area = {
  about: "the texts of inputs",
  properties: [
    property(
      "any environment gives inputs, or mistakes that are sentences and show no secret",
      fc.dictionary(fc.constantFrom(...NAMES, "unknown", "lits"), value),
      (given) => {
        const environment = Object.fromEntries(
          Object.entries(given).map(([name, each]) => [inputVariable(name), each]),
        );
        const read = expectRepeatable(() => JSON.stringify(readInputs(definition, environment)));
        const result = readInputs(definition, environment);
        if ("inputs" in result) return;
        expectThat(result.mistakes.length > 0, `neither inputs nor mistakes: ${read}`);
        for (const { input, message } of result.mistakes) {
          expectThat(message !== "", `no message for ${input}`);
          expectThat(input !== "url" || !message.includes("hunter2-secret"), "the message shows a password");
          expectThat(
            input !== "map" || !(given.map ?? "").includes("hunter2-secret") || !message.includes("hunter2-secret"),
            "the message shows a secret",
          );
        }
      },
    ),
    property(
      "no entry of a map is lost",
      fc.uniqueArray(fc.constantFrom("A", "B", "__proto__", "constructor", "toString", "a.b", "hasOwnProperty"), {
        minLength: 1,
      }),
      (names) => {
        const parsed = parseMap(names.map((name) => `${name}=v`).join("\n"));
        expectThat("value" in parsed, "refused");
        if ("value" in parsed) expectEqual(Object.keys(parsed.value).toSorted(), names.toSorted(), "the names");
      },
    ),
    property(
      "every line is an item, a comment, or blank",
      fc.array(
        fc.oneof(
          fc.constantFrom("a", "#b", "# c", "#", "", "d e"),
          anyText.map((each) => each.replaceAll(/[\r\n]/g, "")),
        ),
        { maxLength: 6 },
      ),
      (all) => {
        const wanted = all.map((line) => line.trim()).filter((line) => line !== "" && !/^#(?:\s|$)/.test(line));
        expectEqual(linesIn(all.join("\n")), wanted, "the lines");
        expectThat(
          itemsIn(all.join("\n")).every((item) => item === item.trim() && item !== ""),
          "an empty item",
        );
      },
    ),
    property("any text is a URL that a program reads the same way, or refused", value, (each) => {
      const parsed = parseUrl(each);
      if ("value" in parsed) expectThat(/^https?:$/.test(new URL(parsed.value).protocol), "another protocol");
      parseUrls(each);
    }),
    property(
      "any labels are a rule, or refused",
      fc.array(textOf(["a", "=", "b", " ", "${", "{{"], 4), { maxLength: 4 }),
      (texts) => {
        const [match, protect] = [readMatchLabels(texts), readLabels(texts)];
        if ("value" in match && "value" in protect) allowingProblems(() => labelRule(match.value, protect.value));
        keepImagesProblem(texts);
      },
    ),
    property(
      "time grows with the length",
      shapesOf(PIECES),
      (shape) =>
        expectProportional(shape, (each) => {
          for (const name of NAMES) readInputs(definition, { [inputVariable(name)]: each });
          readLabels([each]);
        }),
      { share: 0.1 },
    ),
  ],
};
