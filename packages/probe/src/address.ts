// Every address that the host of a URL has: what is written in it, both loopbacks for `localhost` (RFC 6761, section 6.3), or what the system finds.
import { isIP } from "node:net";
import { type Found, lookup } from "./lookup.ts";

export type Address = Found["addresses"][number];

const LOOPBACKS: readonly Address[] = [
  { address: "::1", family: 6 },
  { address: "127.0.0.1", family: 4 },
];

/** `[::1]` to `::1`: a URL brackets IPv6, nothing below it does. */
export const bareHost = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, "$1");

/** In the system's own order, each once; `ms` is what the lookup took. @throws what `lookup` throws */
export async function addressesOf(url: URL, signal: AbortSignal): Promise<Found> {
  const host = bareHost(url);
  const family = isIP(host);
  if (family === 4 || family === 6) return { ms: 0, addresses: [{ address: host, family }] };
  if (/^(?:.+\.)?localhost\.?$/.test(host)) return { ms: 0, addresses: [...LOOPBACKS] };
  const { ms, addresses } = await lookup(host, signal);
  return { ms, addresses: [...new Map(addresses.map((one) => [one.address, one])).values()] };
}
