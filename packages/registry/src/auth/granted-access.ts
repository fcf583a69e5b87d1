// Reads from a registry's token what it does not allow although it was asked for: many registries give a token for less
// and then refuse the request itself without a word of why.
import { claimsOf } from "./jwt.ts";

/** For example `its token for acme/app allows pull and not push`; undefined where nothing is short, or the token does not tell. */
export function missingAccess(token: string, scopes: readonly string[]): string | undefined {
  const { access } = claimsOf(token) ?? {};
  if (access === undefined) return undefined;
  for (const { name, given, missing } of compared(access, scopes)) {
    if (missing.length === 0) continue;
    const allowed = given.length === 0 ? "nothing" : `${given.join(" and ")} and not ${missing.join(" and ")}`;
    return `its token for ${name} allows ${allowed}`;
  }
  return undefined;
}

/** Whether the token says of itself that it does not allow pulling what it was asked for. Rights by another name, such as a wildcard's, are not judged. */
export function lacksPull(token: string, scopes: readonly string[]): boolean {
  const { access } = claimsOf(token) ?? {};
  if (access === undefined) return false;
  return compared(access, scopes).some(
    ({ name, missing }) => missing.includes("pull") && (access.length === 0 || access.some((one) => one.name === name)),
  );
}

type Access = NonNullable<NonNullable<ReturnType<typeof claimsOf>>["access"]>;

/** For every scope of a repository: what of it was given, and what was not. */
function compared(access: Access, scopes: readonly string[]) {
  return scopes.flatMap((scope) => {
    const [, type, name, wanted = ""] = /^(\w+):(.+):([\w,*]+)$/.exec(scope) ?? [];
    if (name === undefined) return [];
    const given = access.filter((one) => one.type === type && one.name === name).flatMap(({ actions }) => actions);
    const missing = given.includes("*") ? [] : wanted.split(",").filter((action) => !given.includes(action));
    return [{ name, given, missing }];
  });
}
