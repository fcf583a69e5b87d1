// Resolves the host of a URL to its addresses. `localhost` always means both loopback addresses (RFC 6761, section 6.3).
import { isIP } from "node:net";
import { type LookupResult, lookup } from "./lookup.ts";

export type Address = LookupResult["addresses"][number];

const LOOPBACKS: readonly Address[] = [
  { address: "::1", family: 6 },
  { address: "127.0.0.1", family: 4 },
];

/** The host without the brackets that a URL has around an IPv6 address. */
export const bareHost = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, "$1");

/** Without duplicates, in the system's order. `ms` is the duration of the lookup. @throws what `lookup` throws */
export async function addressesOf(url: URL, signal: AbortSignal): Promise<LookupResult> {
  const host = bareHost(url);
  const family = isIP(host);
  if (family === 4 || family === 6) return { ms: 0, addresses: [{ address: host, family }] };
  if (/^(?:.+\.)?localhost\.?$/.test(host)) return { ms: 0, addresses: [...LOOPBACKS] };
  const { ms, addresses } = await lookup(host, signal);
  return { ms, addresses: [...new Map(addresses.map((one) => [one.address, one])).values()] };
}
