// A shell pattern (POSIX 2.14) as the body of a regular expression.

/** Characters. A longer pattern is not one that cuts a tag. */
const LIMIT = 100;

/** A regular expression, or undefined where the text is none (a range that runs backwards). */
export function compiled(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** Undefined for no pattern, an empty one, or one too long to be tried safely. */
export function globPattern(glob: string | undefined, reach: "shortest" | "longest"): string | undefined {
  if (glob === undefined || glob === "" || glob.length > LIMIT || (glob.match(/\*/g)?.length ?? 0) > 4)
    return undefined;
  const any = reach === "shortest" ? ".*?" : ".*";
  return glob.replace(
    /\\(.)|\[([!^]?)([^\]\\[]+)\]|[\s\S]/gu,
    (whole, escaped?: string, not?: string, set?: string) => {
      if (escaped !== undefined) return literal(escaped);
      if (set !== undefined) return `[${not ? "^" : ""}${set.replace(/[\\[\]^]/g, "\\$&")}]`;
      return whole === "*" ? any : whole === "?" ? "." : literal(whole);
    },
  );
}

function literal(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}
