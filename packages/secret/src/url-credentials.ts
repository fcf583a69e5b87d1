// Finds credentials in URLs, also in text that is not a valid URL because the password contains `/`, `@` or a space.

/** `https://user:pass@`, `https:user:pass@`, `https:\\user:pass@` and `user:pass@`; up to the last `@` of the line. The look-ahead keeps the search linear. */
const BEFORE_HOST = /^(?=.*@)([^\S\r\n\u2028\u2029]*(?:[a-z][a-z\d+.-]*:[\\/]+|https?:)?)(.*)@/gim;

/** The secret parts of the text: the userinfo and the password of each URL, both as written and percent-decoded. */
export function urlCredentials(text: string): readonly string[] {
  const found = text.split(/\r?\n/).flatMap(credentialsInLine);
  return [...new Set(found.flatMap((part) => [part, decoded(part)]))].filter((part) => part !== "");
}

function credentialsInLine(line: string): readonly string[] {
  const words = line.split(/[\s,;|]+/);
  const found = [line, ...words].flatMap((word) => {
    const url = URL.parse(word);
    const parsed = url === null ? [] : credentialsOf(url.username, url.password);
    return parsed.length === 0 ? [] : [...parsed, ...asWritten(word)];
  });
  if (found.length > 0) return found;
  const hasHost = (URL.parse(line)?.host ?? "") !== "";
  return hasHost && !/\s/.test(line.trim()) ? [] : credentialsInInvalidUrl(line);
}

/** A URL parser encodes some characters of a password: `a%:b` becomes `a%%3Ab`. */
function asWritten(url: string): readonly string[] {
  const userinfo = /^\s*[a-z][a-z\d+.-]*:[\\/]*([^\\/?#]*)@/i.exec(url)?.[1];
  if (userinfo === undefined) return [];
  const [user = "", ...password] = userinfo.split(":");
  return credentialsOf(user, password.join(":"));
}

/** For text that does not parse as a URL, because of special characters in the password. */
function credentialsInInvalidUrl(line: string): readonly string[] {
  return [...line.matchAll(BEFORE_HOST)].flatMap(([, , userinfo = ""]) => {
    const colon = userinfo.indexOf(":");
    return colon < 0 ? [] : credentialsOf(userinfo.slice(0, colon), userinfo.slice(colon + 1));
  });
}

/** A user name without a password is often a token; with a password it is not secret. */
const credentialsOf = (user: string, password: string): readonly string[] =>
  [user, password].includes("") ? [user, password].filter((part) => part !== "") : [`${user}:${password}`, password];

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** For error messages: replaces everything that could be a user name or password. */
export const withoutCredentials = (text: string): string => text.replaceAll(BEFORE_HOST, "$1***@");
