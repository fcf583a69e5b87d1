// Finds avoided words in a text, line by line.
import { AVOIDED, type AvoidedWord } from "./word-list.ts";

export type Found = {
  readonly path: string;
  readonly line: number;
  readonly entry: AvoidedWord;
  readonly text: string;
};

/** Every avoided word in `text`, with its line, which counts from 1. Line 0 is the path itself. */
export function wordsIn(path: string, text: string): readonly Found[] {
  return [path, ...text.split("\n")].flatMap((line, number) => {
    const names = splitNames(line);
    return AVOIDED.flatMap((entry) => {
      const match = entry.pattern.exec(line) ?? entry.pattern.exec(names);
      return match === null ? [] : [{ path, line: number, entry, text: match[0] }];
    });
  });
}

export const sentence = ({ path, line, entry, text }: Found): string =>
  `${path}:${line}: "${text}" (${entry.word}): write ${entry.instead}`;

/** `readAnew` as `read Anew`, `MAX_LAP` as `MAX LAP`. */
function splitNames(line: string): string {
  return line.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").replaceAll("_", " ");
}
