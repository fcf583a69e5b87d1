// Which kind of network an IP address belongs to, whatever form it is written in: an IPv6 address may carry an IPv4 one.
// https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
import { isIP } from "node:net";

/**
 * From the most open to the strictest. `private` includes tailnets and carrier-grade NAT, `loopback` the unspecified address, because
 * connecting to it reaches this machine. `link-local` includes the metadata services of clouds, wherever their addresses are.
 */
export type AddressRange = "public" | "private" | "loopback" | "link-local" | "reserved";

type Block = readonly [prefix: string, bits: number, range: AddressRange];

/** The first that contains the address decides. */
const BLOCKS_4: readonly Block[] = [
  ["168.63.129.16", 32, "link-local"], // Azure's platform and metadata
  ["100.100.100.200", 32, "link-local"], // Alibaba Cloud's metadata
  ["192.0.0.192", 32, "link-local"], // Oracle Cloud's metadata
  ["169.254.0.0", 16, "link-local"], // the metadata of most clouds
  ["127.0.0.0", 8, "loopback"],
  ["0.0.0.0", 32, "loopback"],
  ["10.0.0.0", 8, "private"],
  ["172.16.0.0", 12, "private"],
  ["192.168.0.0", 16, "private"],
  ["100.64.0.0", 10, "private"],
  ["198.18.0.0", 15, "private"],
  ["0.0.0.0", 8, "reserved"],
  ["192.0.0.0", 24, "reserved"],
  ["224.0.0.0", 3, "reserved"], // multicast, the future, broadcast
];

const BLOCKS_6: readonly Block[] = [
  ["::", 128, "loopback"],
  ["::1", 128, "loopback"],
  ["fd00:ec2::", 32, "link-local"], // AWS: metadata, DNS, time, pod identity
  ["fd20:ce::254", 128, "link-local"], // Google Cloud's metadata
  ["fd00:42::42", 128, "link-local"], // Scaleway's metadata
  ["fd00:c1::a9fe:a9fe", 128, "link-local"], // Oracle Cloud's metadata
  ["fe80::", 10, "link-local"],
  ["fec0::", 10, "private"],
  ["fc00::", 7, "private"],
  ["64:ff9b:1::", 48, "private"],
  ["100::", 64, "reserved"],
  ["ff00::", 8, "reserved"],
];

/** Prefixes of IPv6 addresses that carry an IPv4 address, whose lowest bit is so many bits from the right. */
const CARRIERS: readonly (readonly [prefix: string, bits: number, shift: number, inverted?: true])[] = [
  ["::", 96, 0], // IPv4-compatible
  ["::ffff:0:0", 96, 0], // IPv4-mapped
  ["::ffff:0:0:0", 96, 0], // IPv4-translated
  ["64:ff9b::", 96, 0], // NAT64
  ["64:ff9b:1::", 48, 0], // NAT64 of a local network
  ["2002::", 16, 80], // 6to4
  ["2001::", 32, 0, true], // Teredo: the client
  ["2001::", 32, 64], // Teredo: the server
];
/** ISATAP (RFC 5214): the interface identifier is `0:5efe` or `200:5efe`, then the IPv4 address. */
const ISATAP = 0x5efen;

const STRICTNESS: Readonly<Record<AddressRange, number>> = {
  public: 0,
  private: 1,
  loopback: 2,
  "link-local": 3,
  reserved: 3,
};

/** Whether `one` is a stricter range than `other`. */
export function isStricter(one: AddressRange, other: AddressRange): boolean {
  return STRICTNESS[one] > STRICTNESS[other];
}

/** The range of an IP address, with or without a scope (`fe80::1%eth0`). Anything else counts as `reserved`. */
export function rangeOf(address: string): AddressRange {
  const [plain = ""] = address.split("%");
  const family = isIP(plain);
  if (family === 4) return rangeOf4(number4(plain));
  return family === 6 ? rangeOf6(number6(plain)) : "reserved";
}

/** Names that mean a metadata service in some cloud, which resolve to a link-local address there. */
const METADATA_NAMES: ReadonlySet<string> = new Set([
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "metadata.tencentyun.com",
  "instance-data",
  "instance-data.ec2.internal",
]);

/** The range of a host that is known without resolving it: an address, a name of loopback, a metadata service. `host` as {@link bareHost}. */
export function literalRange(host: string): AddressRange | undefined {
  if (isIP(host.split("%")[0] ?? "") !== 0) return rangeOf(host);
  // RFC 6761, 6.3: these are loopback, whatever DNS says.
  if (/^(?:.+\.)?localhost$/.test(host)) return "loopback";
  return METADATA_NAMES.has(host) ? "link-local" : undefined;
}

function rangeOf4(value: bigint): AddressRange {
  return BLOCKS_4.find(([prefix, bits]) => isIn(value, number4(prefix), bits, 32))?.[2] ?? "public";
}

function rangeOf6(value: bigint): AddressRange {
  const own = BLOCKS_6.find(([prefix, bits]) => isIn(value, number6(prefix), bits, 128))?.[2];
  if (own === "loopback") return own;
  return carried(value).reduce(
    (strictest, range) => (isStricter(range, strictest) ? range : strictest),
    own ?? "public",
  );
}

function carried(value: bigint): AddressRange[] {
  const found = CARRIERS.filter(([prefix, bits]) => isIn(value, number6(prefix), bits, 128)).map(
    ([, , shift, inverted]) => lowest32(inverted ? ~value : value >> BigInt(shift)),
  );
  if (lowest32(value >> 32n) % 0x2000000n === ISATAP) found.push(lowest32(value));
  return found.map(rangeOf4);
}

const lowest32 = (value: bigint): bigint => BigInt.asUintN(32, value);

function isIn(value: bigint, prefix: bigint, bits: number, length: number): boolean {
  const shift = BigInt(length - bits);
  return value >> shift === prefix >> shift;
}

function number4(address: string): bigint {
  return address.split(".").reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** The URL parser writes every form of an IPv6 address as groups of hexadecimal digits. */
function number6(address: string): bigint {
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const left = head.split(":").filter((group) => group !== "");
  const right = (tail ?? "").split(":").filter((group) => group !== "");
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}
