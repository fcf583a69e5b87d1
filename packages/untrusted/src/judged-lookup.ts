// Resolves a name for a connection and passes on only the addresses that may be used, so that the address that was judged is the one
// that is connected to: a second answer of the name server cannot change it.
import { type LookupAddress, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { Reach } from "./reach.ts";

/** As `dns.lookup` with `all`. */
export type ResolveAll = (
  host: string,
  options: { readonly all: true; readonly family?: 0 | 4 | 6; readonly hints?: number },
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

export type JudgedLookup = {
  readonly reach: Reach;
  /** Turns a problem into the error to report. */
  readonly refused: (problem: string) => Error;
  /** Default: the system's resolver. */
  readonly resolve?: ResolveAll | undefined;
};

/** A `lookup` for node:net, for requests to `url`. Any other name is that of a proxy, which the environment names. */
export function judgedLookup(url: URL, { reach, refused, resolve = lookup }: JudgedLookup): LookupFunction {
  return (name, { all, family, hints }, callback) => {
    const wanted = family === 4 || family === "IPv4" ? 4 : family === 6 || family === "IPv6" ? 6 : 0;
    resolve(name, { all: true, family: wanted, ...(hints === undefined ? {} : { hints }) }, (error, found) => {
      if (error !== null) return callback(error, []);
      const judged =
        plain(name) === plain(url.hostname)
          ? reach.usable(url, found)
          : { addresses: found, problem: "has no address" };
      const [first] = judged.addresses;
      if (first === undefined) return callback(refused("problem" in judged ? judged.problem : "has no address"), []);
      return all === true ? callback(null, [...judged.addresses]) : callback(null, first.address, first.family);
    });
  };
}

/** Names are the same with and without a final dot. */
function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
