// Reads from a registry's token what it does not allow although it was asked for: many registries give a token for less
// and then refuse the request itself without a word of why.
import { claimsOf } from "./jwt.ts";

/** For example `its token for acme/app allows pull and not push`; undefined where nothing is short, or the token does not tell. */
export function shortfall(token: string, scopes: readonly string[]): string | undefined {
  const { access } = claimsOf(token) ?? {};
  if (access === undefined) return undefined;
  for (const scope of scopes) {
    const [, type, name, wanted = ""] = /^(\w+):(.+):([\w,*]+)$/.exec(scope) ?? [];
    if (name === undefined) continue;
    const given = access.filter((one) => one.type === type && one.name === name).flatMap(({ actions }) => actions);
    const missing = given.includes("*") ? [] : wanted.split(",").filter((action) => !given.includes(action));
    if (missing.length === 0) continue;
    const allowed = given.length === 0 ? "nothing" : `${given.join(" and ")} and not ${missing.join(" and ")}`;
    return `its token for ${name} allows ${allowed}`;
  }
  return undefined;
}
