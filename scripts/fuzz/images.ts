// Image references and tags.
import {
  formatReference,
  isPinned,
  judgeReference,
  judgeTag,
  lowerCaseName,
  parsePinned,
  parseReference,
  pinned,
  repositoryOf,
  tagProblem,
} from "@deploy-actions/image";
import { judgeValue } from "@deploy-actions/workflow";
import fc from "fast-check";
import { allowingProblems, expectEqual, expectThat } from "./expect.ts";
import { damaged, textOf } from "./generators.ts";
import { expectProportional, shapesOf } from "./growth.ts";
import { type Area, property } from "./property.ts";

const HEX = "0123456789abcdef";
const DIGEST = `sha256:${HEX.repeat(4)}`;
const PIECES = [
  "acme",
  "/",
  ":",
  "@",
  ".",
  "-",
  "_",
  "__",
  "localhost",
  "ghcr.io",
  ":5000",
  "[::1]",
  "sha256:",
  HEX.repeat(4),
  HEX,
  "latest",
  "v1.2.3",
  "A",
  "$",
  "{",
  " ",
  DIGEST,
];

const component = fc.stringMatching(/^[a-z0-9]{1,8}(?:[._-][a-z0-9]{1,4})?$/);
const valid = fc
  .tuple(
    fc.option(
      fc.constantFrom("ghcr.io", "localhost", "localhost:5000", "[::1]:5000", "a.b.c", "127.0.0.1:1", "r.azurecr.io"),
      { nil: undefined },
    ),
    fc.array(component, { minLength: 1, maxLength: 3 }),
    fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/), { nil: undefined }),
    fc.option(fc.constantFrom(DIGEST, `sha512:${HEX.repeat(8)}`), { nil: undefined }),
  )
  .map(([registry, path, tag, digest]) => ({
    ...(registry === undefined ? {} : { registry }),
    name: path.join("/"),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }));
const anyReference = fc.oneof(textOf(PIECES, 10), damaged(valid.map(formatReference)));

export const images: Area = {
  about: "image references",
  properties: [
    property("any text is a reference that is written the same way, or refused", anyReference, (text) => {
      const reference = allowingProblems(() => parseReference(text));
      lowerCaseName(text);
      if (reference === undefined) return;
      expectEqual(formatReference(reference), text, "the text");
      expectThat(text.startsWith(repositoryOf(reference)), "another repository");
      judgeReference(reference);
      const exact = allowingProblems(() => parsePinned(text));
      expectEqual(exact !== undefined, isPinned(reference), "pinned");
    }),
    property("what is written is read back", valid, (reference) => {
      // Without a registry the first part of a path is one if it has a dot.
      if (reference.registry === undefined && /^[^/]*\./.test(reference.name) && reference.name.includes("/")) return;
      if (reference.registry === undefined && reference.name.startsWith("localhost/")) return;
      const text = formatReference(reference);
      if (/^(?:(?:sha256|sha512):)?(?:[0-9a-f]{64}|[0-9a-f]{128})$/.test(text)) return;
      expectEqual(parseReference(text), reference, "the reference");
      expectEqual(pinned(reference, DIGEST).digest, DIGEST, "the digest");
    }),
    property("only a digest or a commit makes a reference immutable", anyReference, (text) => {
      const reference = allowingProblems(() => parseReference(text));
      if (reference === undefined || judgeReference(reference).verdict === "mutable") return;
      expectThat(reference.digest !== undefined || /[0-9a-f]{7}/.test(reference.tag ?? ""), "without either");
    }),
    property("any tag is judged, and any text in a workflow", anyReference, (text) => {
      judgeTag(text);
      tagProblem(text);
      const judgement = judgeValue({ text, trail: [] });
      // What a variable puts behind "@" can only be a digest: nothing else can be pulled.
      const isExact = /[0-9a-f]{7}|@\$/.test(text);
      expectThat(judgement.verdict !== "immutable" || isExact, "immutable without a digest or commit");
    }),
    property(
      "time grows with the length",
      shapesOf(PIECES),
      (shape) =>
        expectProportional(shape, (text) => {
          allowingProblems(() => parseReference(text));
          judgeTag(text);
          lowerCaseName(text);
          judgeValue({ text, trail: [] });
        }),
      { share: 0.1 },
    ),
  ],
};
