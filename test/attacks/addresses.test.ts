// Addresses that an answer names and that lead closer to this machine than the input does.
import { describe, expect, it } from "vitest";
import { openReach, type Reach } from "../../packages/untrusted/src/address.ts";

const INTERNET = "https://registry.example/";

/** As the clients do: the URL first, then what its host resolves to. An address in a URL resolves to itself. */
function leadsTo(reach: Reach, from: string, to: string, answer?: readonly string[]): boolean {
  const [source, target] = [new URL(from), new URL(to, from)];
  if (reach.problemWith(target, source) !== undefined) return false;
  const host = target.hostname.replace(/^\[|\]$/g, "");
  const found = (answer ?? [host]).map((address) => ({ address }));
  return "problem" in reach.usable(target, found) === false;
}

/** A reach whose input has been connected to at these addresses. */
function reachOf(input: string, ...addresses: readonly string[]): Reach {
  const reach = openReach(new URL(input));
  if (addresses.length > 0) {
    reach.usable(
      new URL(input),
      addresses.map((address) => ({ address })),
    );
  }
  return reach;
}

describe("a registry", () => {
  it.each([
    ["loopback", "https://127.0.0.1:2376/"],
    ["another address of loopback", "https://127.255.255.254/"],
    ["loopback in decimal", "https://2130706433/"],
    ["loopback in hexadecimal", "https://0x7f000001/"],
    ["loopback in octal", "https://0177.0.0.1/"],
    ["loopback in short", "https://127.1/"],
    ["loopback with fullwidth digits", "https://１２７.0.0.1/"],
    ["loopback with ideographic full stops", "https://127。0。0。1/"],
    ["loopback with percent signs", "https://%31%32%37.0.0.1/"],
    ["localhost", "https://localhost/"],
    ["localhost in capitals", "https://LOCALHOST/"],
    ["localhost with a final dot", "https://localhost./"],
    ["a name below localhost", "https://docker.localhost/"],
    ["a name below localhost with a final dot", "https://docker.localhost./"],
    ["IPv6 loopback", "https://[::1]/"],
    ["IPv6 loopback in full", "https://[0:0:0:0:0:0:0:1]/"],
    ["loopback mapped into IPv6", "https://[::ffff:127.0.0.1]/"],
    ["loopback mapped into IPv6 in hexadecimal", "https://[::ffff:7f00:1]/"],
    ["loopback compatible with IPv6", "https://[::127.0.0.1]/"],
    ["loopback translated into IPv6", "https://[::ffff:0:127.0.0.1]/"],
    ["loopback behind NAT64", "https://[64:ff9b::127.0.0.1]/"],
    ["loopback behind a local NAT64", "https://[64:ff9b:1::127.0.0.1]/"],
    ["loopback behind 6to4", "https://[2002:7f00:1::]/"],
    ["loopback behind Teredo", "https://[2001:0:808:808::80ff:fffe]/"],
    ["loopback as a Teredo server", "https://[2001:0:7f00:1::]/"],
    ["loopback behind ISATAP", "https://[2001:db8::5efe:127.0.0.1]/"],
    ["the unspecified address", "https://0.0.0.0/"],
    ["the unspecified address as 0", "https://0/"],
    ["the unspecified IPv6 address", "https://[::]/"],
    ["a private network", "https://10.0.0.1/"],
    ["another private network", "https://172.31.255.255/"],
    ["a third private network", "https://192.168.0.1/"],
    ["a tailnet", "https://100.100.100.100/"],
    ["an IPv6 tailnet", "https://[fd7a:115c:a1e0::1]/"],
    ["a private network mapped into IPv6", "https://[::ffff:10.0.0.1]/"],
    ["a site-local address", "https://[fec0::1]/"],
    ["the metadata of most clouds", "https://169.254.169.254/"],
    ["the metadata in decimal", "https://2852039166/"],
    ["the metadata mapped into IPv6", "https://[::ffff:169.254.169.254]/"],
    ["the metadata behind NAT64", "https://[64:ff9b::a9fe:a9fe]/"],
    ["the credentials of a container", "https://169.254.170.2/"],
    ["the metadata of AWS over IPv6", "https://[fd00:ec2::254]/"],
    ["the pod identity of AWS", "https://[fd00:ec2::23]/"],
    ["the metadata of Google Cloud by name", "https://metadata.google.internal/"],
    ["the metadata of Google Cloud with a final dot", "https://metadata.google.internal./"],
    ["the metadata of Google Cloud by its short name", "https://metadata/"],
    ["the metadata of Google Cloud over IPv6", "https://[fd20:ce::254]/"],
    ["the platform of Azure", "https://168.63.129.16/"],
    ["the metadata of Alibaba Cloud", "https://100.100.100.200/"],
    ["the metadata of Oracle Cloud", "https://192.0.0.192/"],
    ["an IPv6 link-local address", "https://[fe80::a9fe:a9fe]/"],
    ["broadcast", "https://255.255.255.255/"],
    ["multicast", "https://224.0.0.1/"],
    ["IPv6 multicast", "https://[ff02::1]/"],
    ["a reserved network", "https://240.0.0.1/"],
    ["plain http", "http://storage.example/"],
    ["plain http on its own host", "http://registry.example/"],
    ["a file", "file:///var/run/docker.sock"],
    ["a script", "javascript:alert(1)"],
    ["data", "data:text/plain,x"],
    ["a socket", "unix:///var/run/docker.sock"],
    ["a user and a password", "https://user:password@storage.example/"],
    ["a user on its own host", "https://user@registry.example/"],
    ["its own host as a user of loopback", "https://registry.example@127.0.0.1/"],
    ["a host behind a backslash", "https:\\\\127.0.0.1\\x"],
    ["a host without a scheme", "//127.0.0.1/"],
  ])("leads from the internet to %s", (_, target) => {
    expect(leadsTo(reachOf(INTERNET, "203.0.113.7"), INTERNET, target, undefined)).toBe(false);
    // Before anything was resolved, and behind a proxy, where nothing is.
    expect(leadsTo(reachOf(INTERNET), INTERNET, target, undefined)).toBe(false);
  });

  it.each([
    ["loopback", "https://10.0.0.5/", "https://127.0.0.1/"],
    ["a name of loopback", "https://10.0.0.5/", "https://localhost/"],
    ["the metadata", "https://10.0.0.5/", "https://169.254.169.254/"],
    ["a link-local neighbour", "https://100.64.0.9/", "https://169.254.1.1/"],
  ])("leads from a private network to %s", (_, input, target) => {
    expect(leadsTo(reachOf(input), input, target)).toBe(false);
  });

  it.each([
    ["the metadata", "http://127.0.0.1:5000/", "http://169.254.169.254/"],
    ["the platform of Azure", "http://localhost:5000/", "http://168.63.129.16/"],
    ["the metadata by name", "http://[::1]:5000/", "http://metadata.google.internal/"],
  ])("leads from loopback to %s", (_, input, target) => {
    expect(leadsTo(reachOf(input), input, target)).toBe(false);
  });

  it.each([
    ["another link-local address", "http://169.254.10.1/", "http://169.254.169.254/"],
    ["loopback", "http://169.254.10.1/", "http://127.0.0.1:2375/"],
  ])("leads from a link-local address to %s", (_, input, target) => {
    expect(leadsTo(reachOf(input), input, target)).toBe(false);
  });
});

describe("a name server", () => {
  const reach = () => reachOf(INTERNET, "203.0.113.7");

  it.each([
    "127.0.0.1",
    "::1",
    "0.0.0.0",
    "::",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "10.1.2.3",
    "fd7a:115c:a1e0::5",
    "169.254.169.254",
    "fe80::1%eth0",
    "fd00:ec2::254%1",
    "168.63.129.16",
    "100.100.100.200",
    "255.255.255.255",
    "ff02::1",
    "not an address",
  ])("answers with %s for a host that a registry in the internet names", (address) => {
    expect(leadsTo(reach(), INTERNET, "https://storage.example/", [address])).toBe(false);
  });

  it.each([
    ["loopback", "127.0.0.1"],
    ["IPv6 loopback", "::1"],
    ["the metadata", "169.254.169.254"],
    ["a private network", "192.168.1.1"],
  ])("mixes %s into the answer for a host that a registry names", (_, bad) => {
    const { addresses } = reach().usable(new URL("https://storage.example/"), [
      { address: bad },
      { address: "203.0.113.9" },
    ]);
    expect(addresses).toEqual([{ address: "203.0.113.9" }]);
  });

  it("mixes loopback into the answer for the registry itself", () => {
    const { addresses } = reach().usable(new URL("https://registry.example/"), [
      { address: "127.0.0.1" },
      { address: "203.0.113.9" },
    ]);
    expect(addresses).toEqual([{ address: "203.0.113.9" }]);
  });

  it.each(["169.254.169.254", "fe80::1", "168.63.129.16", "fd00:ec2::254", "224.0.0.1"])(
    "answers with %s for the host that an input names",
    (address) => {
      expect(reachOf(INTERNET).usable(new URL("https://registry.example/"), [{ address }])).toHaveProperty("problem");
    },
  );

  it("answers with a public and a private address for the registry, to be allowed into the private network", () => {
    const both = reachOf(INTERNET, "10.0.0.5", "203.0.113.7");
    expect(leadsTo(both, INTERNET, "https://10.0.0.6/")).toBe(false);
  });

  it("answers with loopback for the registry after it answered with the internet, to be allowed there", () => {
    const rebound = reachOf(INTERNET, "203.0.113.7");
    rebound.usable(new URL("https://registry.example/"), [{ address: "127.0.0.1" }]);
    expect(leadsTo(rebound, INTERNET, "https://127.0.0.1/")).toBe(false);
  });
});
