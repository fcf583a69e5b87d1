// Every address that a name has, as the system resolves it (hosts file included); `localhost` always has both loopbacks (RFC 6761, section 6.3).
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

const LOOPBACKS: readonly Address[] = [
  { address: "::1", family: 6 },
  { address: "127.0.0.1", family: 4 },
];

/** `[::1]` to `::1`: a URL brackets IPv6, nothing below it does. */
export const bareHost = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, "$1");

/**
 * In the system's own order, each once.
 * @throws the resolver's error, or the signal's reason: a lookup cannot be called back, so it is left to end by itself.
 */
export async function addressesOf(host: string, signal: AbortSignal): Promise<readonly Address[]> {
  const family = isIP(host);
  if (family === 4 || family === 6) return [{ address: host, family }];
  const found = await orAborted(lookup(host, { all: true, order: "verbatim" }), signal).catch((error: unknown) => {
    if (isLocalhost(host) && !signal.aborted) return [];
    throw error;
  });
  const addresses = new Map<string, Address>(
    isLocalhost(host) ? LOOPBACKS.map((loopback) => [loopback.address, loopback]) : [],
  );
  for (const { address, family } of found) addresses.set(address, { address, family: family === 6 ? 6 : 4 });
  return [...addresses.values()];
}

const isLocalhost = (host: string): boolean => /^(?:.+\.)?localhost\.?$/i.test(host);

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(signal.reason);
    if (signal.aborted) return aborted();
    signal.addEventListener("abort", aborted, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}
