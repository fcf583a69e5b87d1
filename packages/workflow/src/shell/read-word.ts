// Turns a word of the shell's syntax tree into pieces: quotes gone, expressions of the workflow back in their places.
import type { DoubleQuotedChild, ParameterExpansionPart, Word as SyntaxWord, WordPart } from "unbash";
import { type Expression, expressionsWithin, unmask } from "./expression.ts";
import type { Piece, Word } from "./word.ts";

/** `expressions` are those of the whole script. */
export function readWord(word: SyntaxWord, expressions: readonly Expression[]): Word {
  const pieces =
    word.parts === undefined
      ? literal(word.value, word, expressions)
      : word.parts.flatMap((part) => piecesOf(part, expressions));
  return { pieces: joined(pieces), start: word.pos, end: word.end };
}

function piecesOf(part: WordPart | DoubleQuotedChild, expressions: readonly Expression[]): Piece[] {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
    case "Glob":
      return literal(part.value, part, expressions);
    case "DoubleQuoted":
    case "LocaleString":
      return part.parts.flatMap((inner) => piecesOf(inner, expressions));
    case "SimpleExpansion":
      return [{ kind: part.text === "$GITHUB_SHA" ? "commit" : "unknown", text: part.text }];
    case "ParameterExpansion":
      return [{ kind: isCommit(part) ? "commit" : "unknown", text: part.text }];
    default:
      return [{ kind: "unknown", text: part.text }];
  }
}

function literal(value: string, span: { pos: number; end: number }, expressions: readonly Expression[]): Piece[] {
  return unmask(value, expressionsWithin(expressions, span.pos, span.end));
}

/** `${GITHUB_SHA}` and its first seven characters or more, `${GITHUB_SHA::7}`. */
function isCommit(part: ParameterExpansionPart): boolean {
  if (part.parameter !== "GITHUB_SHA" || part.prefix !== undefined || part.index !== undefined) return false;
  if (part.operation === undefined) return true;
  if (part.operation.type !== "Slice") return false;
  const { offset, length } = part.operation;
  return /^0?$/.test(offset.value.trim()) && (length === undefined || Number(length.value) >= 7);
}

function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last?.kind === "literal" && piece.kind === "literal") {
      result.splice(-1, 1, { kind: "literal", text: last.text + piece.text });
    } else result.push(piece);
  }
  return result;
}
