// Cuts a stream of text into lines as they come, whatever the chunks are; LF, CR LF and a lone CR (progress bars) end a line.

export type LineReader = { push(text: string): void; end(): void };

/** `onLine` gets each line without its break; text after the last break comes at `end`. */
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
