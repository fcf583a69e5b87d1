// A word of a command as a text of its own: JSON or a script in an argument.
import { type Source, type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import type { Word } from "@deploy-actions/workflow-source/command";
import { isLiteral, shown } from "@deploy-actions/workflow-source/value";

/** Maximum number of alternatives that are considered. */
const LIMIT = 4;

/** The text of each alternative, with unknown values as holes. All of it gets the place of the word, line by line. */
export function templatesOf(word: Word): readonly Template[] {
  return word.values.slice(0, LIMIT).map(({ text, trail }) => {
    const writer = new TemplateWriter();
    const source = linesOf(word, text);
    let at = 0;
    for (const char of text) {
      if (isLiteral(char)) writer.text(char, at, source);
      else writer.hole([{ text: char, trail }], at, at + char.length, source, shown(char));
      at += char.length;
    }
    return writer.done();
  });
}

/**
 * A word with several lines is written on as many lines, unless its content comes from elsewhere; then all of it has the place of the word.
 */
function linesOf({ place }: Word, text: string): Source {
  return {
    place: (start) => ({
      path: place.path,
      range: () => {
        const whole = place.range();
        const isWrittenOut = text.split("\n").length === whole.end.line - whole.start.line + 1;
        const line = whole.start.line + text.slice(0, start).split("\n").length - 1;
        if (!isWrittenOut || line === whole.start.line) return whole;
        return { start: { line, column: 1 }, end: { line, column: 1 } };
      },
    }),
  };
}
