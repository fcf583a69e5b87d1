// What is kept of a program's output. Work and memory are bounded, whatever the program prints.

/** An answer longer than this is refused. `docker inspect` prints about 10 KB per container. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

/** How much of the beginning and of the end of an excerpt is kept. */
const EXCERPT_PART = 256 * 1024;

export type Collected = {
  /** False: the output must be whole, and this is more than is accepted. */
  push(text: string): boolean;
  text(): string;
};

/** Keeps everything up to `longest` characters. */
export function wholeOutput(longest = LONGEST_ANSWER): Collected {
  const chunks: string[] = [];
  let length = 0;
  return {
    push(text) {
      if (length + text.length > longest) return false;
      chunks.push(text);
      length += text.length;
      return true;
    },
    text: () => chunks.join(""),
  };
}

/** Keeps the first and the last `part` characters, with a remark between them where something was left out. */
export function excerpt(part = EXCERPT_PART): Collected {
  let head = "";
  const tail: string[] = [];
  let tailLength = 0;
  let dropped = 0;
  return {
    push(text) {
      const first = text.slice(0, part - head.length);
      head += first;
      if (first.length < text.length) tail.push(text.slice(first.length));
      tailLength += text.length - first.length;
      // Whole chunks at a time, so that each is handled once.
      for (let oldest = tail[0]; oldest !== undefined && tailLength - oldest.length >= part; oldest = tail[0]) {
        tail.shift();
        tailLength -= oldest.length;
        dropped += oldest.length;
      }
      return true;
    },
    text() {
      const end = tail.join("");
      const last = end.slice(-part);
      const leftOut = dropped + end.length - last.length;
      return leftOut === 0 ? head + end : `${head}\n[${leftOut} characters left out]\n${last}`;
    },
  };
}
