// Finds out from a registry's token which of the requested access it does not grant: many registries issue a token for less
// and then refuse the request itself without saying why.
import { claimsOf } from "./jwt.ts";

/** For example `its token for acme/app allows pull but not push`. Undefined if nothing is missing or the token does not say. */
export function missingAccess(token: string, scopes: readonly string[]): string | undefined {
  const { access } = claimsOf(token) ?? {};
  if (access === undefined) return undefined;
  for (const { name, granted, missing } of compare(access, scopes)) {
    if (missing.length === 0) continue;
    const allowed = granted.length === 0 ? "nothing" : `${granted.join(" and ")} but not ${missing.join(" and ")}`;
    return `its token for ${name} allows ${allowed}`;
  }
  return undefined;
}

/** Whether the token itself says that it does not allow pulling as requested. Access under another name, such as a wildcard, is not judged. */
export function lacksPull(token: string, scopes: readonly string[]): boolean {
  const { access } = claimsOf(token) ?? {};
  if (access === undefined) return false;
  return compare(access, scopes).some(
    ({ name, missing }) => missing.includes("pull") && (access.length === 0 || access.some((one) => one.name === name)),
  );
}

type Access = NonNullable<NonNullable<ReturnType<typeof claimsOf>>["access"]>;

/** For every repository scope: which of it was granted, and which was not. */
function compare(access: Access, scopes: readonly string[]) {
  return scopes.flatMap((scope) => {
    const [, type, name, wanted = ""] = /^(\w+):(.+):([\w,*]+)$/.exec(scope) ?? [];
    if (name === undefined) return [];
    const granted = access.filter((one) => one.type === type && one.name === name).flatMap(({ actions }) => actions);
    const missing = granted.includes("*") ? [] : wanted.split(",").filter((action) => !granted.includes(action));
    return [{ name, granted, missing }];
  });
}
