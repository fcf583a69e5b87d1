// Finds images in the lines that a template prints: `image: …`.
import { limitReached } from "@deploy-actions/workflow-source";
import { concat, union, type Values } from "@deploy-actions/workflow-source/value";

/** Part of a printed line. `at` is its position in the template, undefined for the output of an action. */
export type Piece = { readonly values: Values; readonly at: number | undefined };

/** Maximum number of pieces in a line that is checked for an image. */
export const PIECE_LIMIT = 200;
const LENGTH_LIMIT = 2_000;
const TOO_LONG = `a line of a chart with an image is longer than ${LENGTH_LIMIT} characters`;
const IMAGE_KEY = /^\s*(?:-\s+)?["']?image["']?:\s+/;

/** The image in a line, if any. The key must be text of the template and not the output of an action. */
export function imageOfLine(line: readonly Piece[]): Values | undefined {
  const [head] = line;
  if (head?.at === undefined) return undefined;
  if (line.length > PIECE_LIMIT) {
    if (IMAGE_KEY.test(`${head.values[0]?.text.slice(0, LENGTH_LIMIT)} `)) limitReached(TOO_LONG);
    return undefined;
  }
  if (!IMAGE_KEY.test(`${head.values[0]?.text.slice(0, LENGTH_LIMIT)} `)) return undefined;
  const images = concat(...line.map(({ values }) => values)).flatMap((value) => {
    const image = imageIn(value.text);
    return image === "" ? [] : [{ ...value, text: image }];
  });
  return images.length === 0 ? undefined : images;
}

/** Number of characters before the image in a template line. */
export function keyLength(line: string): number {
  return IMAGE_KEY.exec(line.slice(0, LENGTH_LIMIT))?.[0].length ?? 0;
}

/** A line that continues from `common` in one of two ways; if one of them ended the line, the other remains. */
export function eitherLine(common: readonly Piece[], first: readonly Piece[], second: readonly Piece[]): Piece[] {
  const goesOn = (line: readonly Piece[]): boolean => common.every((piece, index) => line[index] === piece);
  if (!goesOn(first) || !goesOn(second)) return [...(goesOn(first) ? first : second)];
  const rest = (line: readonly Piece[]): Values =>
    concat(...line.slice(common.length, PIECE_LIMIT).map(({ values }) => values));
  return [...common, { values: union(rest(first), rest(second)), at: undefined }];
}

function imageIn(line: string): string {
  if (line.length > LENGTH_LIMIT) {
    limitReached(TOO_LONG);
    return "";
  }
  const text = withoutComment(line.replace(IMAGE_KEY, "")).trim();
  const image = /^(["']).*\1$/.test(text) ? text.slice(1, -1).trim() : text;
  return image === "{}" ? "" : image;
}

function withoutComment(text: string): string {
  return text.slice(0, LENGTH_LIMIT).replace(/(?:^|\s)#.*/, "");
}
