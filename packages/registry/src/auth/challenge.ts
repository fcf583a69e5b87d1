// Parses a WWW-Authenticate header (RFC 9110, 11.6.1): which schemes a registry offers, with their parameters.

/** One offered scheme in lower case (`bearer`, `basic`) and its parameters, names in lower case. */
export type Challenge = { readonly scheme: string; readonly parameters: Readonly<Record<string, string>> };

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAMETER = new RegExp(`[\\s,]*(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`, "y");
const SCHEME = new RegExp(`[\\s,]*(${TOKEN})(?=\\s|,|$)`, "y");

/** All challenges in the header, in order. Stops at the first part that cannot be parsed. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  let at = 0;
  while (at < header.length) {
    PARAMETER.lastIndex = at;
    SCHEME.lastIndex = at;
    const parameter = PARAMETER.exec(header);
    const current = challenges.at(-1);
    if (parameter !== null && current !== undefined) {
      const [, name = "", quoted, plain] = parameter;
      current.parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "";
      at = PARAMETER.lastIndex;
      continue;
    }
    const scheme = SCHEME.exec(header);
    if (scheme === null) break;
    challenges.push({ scheme: (scheme[1] ?? "").toLowerCase(), parameters: {} });
    at = SCHEME.lastIndex;
  }
  return challenges;
}
