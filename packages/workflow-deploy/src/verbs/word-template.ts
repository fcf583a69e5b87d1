// A word of a command as a text of its own: JSON or a script that stands in an argument.
import { type Source, type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import type { Word } from "@deploy-actions/workflow-source/command";
import { isLiteral, shown } from "@deploy-actions/workflow-source/value";

/** Alternatives of a word beyond these say nothing new. */
const LIMIT = 4;

/** The text of each alternative, with what only a run knows as holes. All of it stands where the word does, line by line. */
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

/** A word of several lines is written on as many, unless what it holds came from elsewhere: then it is all at the word. */
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
