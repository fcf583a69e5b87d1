// Users and passwords inside of URLs, also of what was meant as a URL and is none: a password with `/`, `@` or a space in it.

/** `https://user:pass@`, `https:user:pass@`, `https:\\user:pass@` and `user:pass@`; up to the last `@` of the line. */
const BEFORE_HOST = /^(\s*(?:[a-z][a-z\d+.-]*:[\\/]+|https?:)?)(.*)@/gim;

/** What of the text is a secret: the userinfo of each URL in it, its password, and that as the server gets it. */
export function urlCredentials(text: string): readonly string[] {
  const found = text.split(/\r?\n/).flatMap(ofLine);
  return [...new Set(found.flatMap((part) => [part, decoded(part)]))].filter((part) => part !== "");
}

function ofLine(line: string): readonly string[] {
  const words = line.split(/[\s,;|]+/);
  const found = [line, ...words].flatMap((word) => {
    const url = URL.parse(word);
    return url === null ? [] : credentialsOf(url.username, url.password);
  });
  if (found.length > 0) return found;
  const hasHost = (URL.parse(line)?.host ?? "") !== "";
  return hasHost && !/\s/.test(line.trim()) ? [] : meantAs(line);
}

/** What is no URL may have been meant as one, with a strange password. */
function meantAs(line: string): readonly string[] {
  return [...line.matchAll(BEFORE_HOST)].flatMap(([, , userinfo = ""]) => {
    const colon = userinfo.indexOf(":");
    return colon < 0 ? [] : credentialsOf(userinfo.slice(0, colon), userinfo.slice(colon + 1));
  });
}

/** A user name alone is often a token; beside a password it is none. */
const credentialsOf = (user: string, password: string): readonly string[] =>
  [user, password].includes("") ? [user, password].filter((part) => part !== "") : [`${user}:${password}`, password];

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** For showing what was refused: nothing that could be a user or a password is left in it. */
export const withoutCredentials = (text: string): string => text.replaceAll(BEFORE_HOST, "$1***@");
