// Splits a stream of text into lines, regardless of its chunks. LF, CR LF and a single CR (progress bars) end a line.

export type LineReader = { push(text: string): void; end(): void };

/** `onLine` gets each line without its line break; `end` passes on the text after the last line break. */
export function lineReader(onLine: (line: string) => void): LineReader {
  let rest = "";
  return {
    push(text) {
      const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    },
    end() {
      if (rest !== "") onLine(rest.replace(/\r$/, ""));
      rest = "";
    },
  };
}
