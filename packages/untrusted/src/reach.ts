// How far the answers to a request may lead. The input's own host may be anywhere. A host that an answer names (a redirect, an upload
// location, a token service) may be in no stricter range than the input's host, and is never a link-local or metadata address.
import { type AddressRange, isStricter, literalRange, rangeOf } from "./address-range.ts";

export interface Reach {
  /** Why a URL that the answer of `from` names must not be visited, wherever its host is. To follow "which". */
  problemWith(url: URL, from: URL): string | undefined;
  /** Those of the addresses of a URL's host that may be connected to, or the problem if there is none. To follow "which". */
  usable<T extends { readonly address: string }>(url: URL, found: readonly T[]): Usable<T>;
}

type Usable<T> =
  | { readonly addresses: readonly [T, ...T[]] }
  | { readonly addresses: readonly []; readonly problem: string };

/** The host of a URL in lower case, without the brackets around an IPv6 address and without a final dot. */
function bareHost(url: URL): string {
  return plainName(url.hostname);
}

/** `input`: the URL that an input names. `others`: further hosts that inputs name, each `host` or `host:port`. */
export function openReach(input: URL, others: readonly string[] = []): Reach {
  const own = bareHost(input);
  const named = new Set(others.map((each) => plainName(each.replace(/:(?:80|443)$/, ""))));
  // The most open range in which the input's host was seen: an answer with several addresses must not widen what is allowed.
  let seen = literalRange(own);
  const ceiling = (): AddressRange => (seen === undefined ? "public" : isStricter(seen, "loopback") ? "private" : seen);
  const isNamed = (url: URL): boolean => bareHost(url) === own || named.has(plainName(url.host));

  return {
    problemWith(url, from) {
      if (!/^https?:$/.test(url.protocol)) return "is not an http(s) URL";
      if (url.username !== "" || url.password !== "") return "contains a user or a password";
      if (from.protocol === "https:" && url.protocol !== "https:") return "is not encrypted";
      const host = bareHost(url);
      const range = isNamed(url) ? undefined : literalRange(host);
      return range !== undefined && isStricter(range, ceiling()) ? `is ${describe(range)}` : undefined;
    },
    usable(url, found) {
      const host = bareHost(url);
      const ranges = found.map((one) => rangeOf(one.address));
      const allowed = isNamed(url) ? allowedFor(host, ranges) : (range: AddressRange) => !isStricter(range, ceiling());
      const [first, ...rest] = found.filter((_, at) => allowed(ranges[at] ?? "reserved"));
      if (first === undefined) {
        const refused = ranges.find((range) => !allowed(range));
        return { addresses: [], problem: refused === undefined ? "has no address" : `is ${describe(refused)}` };
      }
      if (host === own) {
        for (const range of ranges) if (seen === undefined || isStricter(seen, range)) seen = range;
      }
      return { addresses: [first, ...rest] };
    },
  };
}

/** Names that only the own network can resolve, so that no stranger decides where they lead. */
const LOCAL_NAME = /^[^.]+$|\.(?:local|internal|home\.arpa)$/;

/**
 * What a host that an input names may resolve to. Somebody else may own its DNS zone, so a public name does not name a link-local
 * address, and nobody needs a name that leads to loopback and elsewhere.
 */
function allowedFor(host: string, ranges: readonly AddressRange[]): (range: AddressRange) => boolean {
  if (literalRange(host) !== undefined || LOCAL_NAME.test(host)) return () => true;
  const isElsewhere = ranges.some((range) => isStricter("loopback", range));
  return (range) => !isStricter(range, isElsewhere ? "private" : "loopback");
}

function plainName(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}

function describe(range: AddressRange): string {
  switch (range) {
    case "public":
      return "a public address";
    case "private":
      return "in a private network";
    case "loopback":
      return "this machine itself (loopback)";
    case "link-local":
      return "a link-local or metadata address";
    case "reserved":
      return "a reserved address";
  }
}
