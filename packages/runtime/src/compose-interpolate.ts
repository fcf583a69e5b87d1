// Fills in the variables of one value as Compose does, for a file name that must be known before Compose runs.
// https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;

/** The text with its variables filled in; undefined if it has a syntax that this does not know. Missing variables are empty. */
export function interpolated(text: string, variables: Readonly<Record<string, string>>): string | undefined {
  let result = "";
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    if (!rest.startsWith("$")) {
      const end = rest.indexOf("$");
      result += end < 0 ? rest : rest.slice(0, end);
      at += end < 0 ? rest.length : end;
      continue;
    }
    const found = rest.startsWith("$$") ? { value: "$", length: 2 } : variableAt(rest, variables);
    if (found === undefined) return undefined;
    result += found.value;
    at += found.length;
  }
  return result;
}

type Found = { readonly value: string; readonly length: number };

function variableAt(text: string, variables: Readonly<Record<string, string>>): Found | undefined {
  const plain = NAME.exec(text.slice(1))?.[0];
  if (plain !== undefined) return { value: variables[plain] ?? "", length: 1 + plain.length };
  const end = text.startsWith("${") ? closing(text) : -1;
  const inside = text.slice(2, end);
  const name = end < 0 ? undefined : NAME.exec(inside)?.[0];
  if (name === undefined) return undefined;
  const [, colon, operator, word = ""] = /^(?:(:?)([-+?])(.*))?$/s.exec(inside.slice(name.length)) ?? [];
  if (operator === undefined && inside !== name) return undefined;
  const value = variables[name];
  const isSet = value !== undefined && !(colon === ":" && value === "");
  // With `?` Compose stops if it is not set.
  const usesWord = operator === "-" ? !isSet : operator === "+" && isSet;
  const filled = usesWord ? interpolated(word, variables) : operator === "+" ? "" : (value ?? "");
  return filled === undefined ? undefined : { value: filled, length: end + 1 };
}

/** The index of the brace that closes the one at 1. */
function closing(text: string): number {
  let depth = 0;
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
