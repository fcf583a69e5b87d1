// Converts a shell pattern (POSIX 2.14) to the body of a regular expression.

/** Characters. Patterns used to cut a tag are shorter. */
const LIMIT = 100;

/** Compiles a regular expression; undefined if it is invalid (such as a reversed range). */
export function compileRegExp(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** Undefined for a missing or empty pattern, or one too long to run safely. */
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
