// Splits a stream of text into lines, regardless of its chunks. LF, CR LF and a single CR (progress bars) end a line. Memory and time are
// bounded: of a line of any length only its beginning is kept.

export type LineReader = { push(text: string): void; end(): void };

/** The characters that are passed on of one line. */
const LONGEST_LINE = 64 * 1024;

const LINE_END = /[\r\n]/g;
/** A line that comes in many small chunks is joined now and then. */
const MOST_PARTS = 1024;

/**
 * `onLine` gets each line without its line break; `end` passes on the text after the last line break. A longer line than
 * {@link LONGEST_LINE} ends with `…` and how much of it is missing.
 */
export function lineReader(onLine: (line: string) => void): LineReader {
  // Joined only once the line is complete, because joining each chunk to what came before takes quadratic time.
  let parts: string[] = [];
  let kept = 0;
  let dropped = 0;
  let afterReturn = false;

  const keep = (text: string): void => {
    const room = LONGEST_LINE - kept;
    if (text.length > room) dropped += text.length - room;
    const part = text.length > room ? withoutHalf(text.slice(0, room)) : text;
    if (part === "") return;
    parts.push(part);
    kept += part.length;
    if (parts.length > MOST_PARTS) parts = [parts.join("")];
  };
  const pass = (): void => {
    const line = parts.join("");
    const missing = dropped;
    parts = [];
    kept = 0;
    dropped = 0;
    onLine(missing === 0 ? line : `${line}… (${missing} more characters in this line)`);
  };

  return {
    push(text) {
      let from = 0;
      LINE_END.lastIndex = 0;
      for (let found = LINE_END.exec(text); found !== null; found = LINE_END.exec(text)) {
        const at = found.index;
        // The second half of CR LF.
        if (!(found[0] === "\n" && at === from && afterReturn)) {
          keep(text.slice(from, at));
          pass();
        }
        afterReturn = found[0] === "\r";
        from = at + 1;
      }
      if (from === text.length) return;
      afterReturn = false;
      keep(text.slice(from));
    },
    end() {
      if (kept > 0) pass();
    },
  };
}

/** Leaves out the first half of a character whose second half was cut off. */
const withoutHalf = (text: string): string => text.replace(/[\ud800-\udbff]$/, "");
