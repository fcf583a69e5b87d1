// What honest servers in all kinds of networks need, and the messages of a refusal.
import { expect, it } from "vitest";
import { rangeOf } from "./address-range.ts";
import { openReach } from "./reach.ts";

const at = (...addresses: string[]) => addresses.map((address) => ({ address }));

it.each([
  ["8.8.8.8", "public"],
  ["2606:4700::1111", "public"],
  ["64:ff9b::808:808", "public"],
  ["172.15.0.1", "public"],
  ["172.32.0.1", "public"],
  ["100.63.255.255", "public"],
  ["100.128.0.0", "public"],
  ["168.63.129.17", "public"],
  ["10.0.0.1", "private"],
  ["100.64.0.1", "private"],
  ["fd7a:115c:a1e0::1", "private"],
  ["127.0.1.1", "loopback"],
  ["::ffff:127.0.0.1", "loopback"],
  ["169.254.0.1", "link-local"],
  ["fe80::1%eth0", "link-local"],
  ["0.1.2.3", "reserved"],
])("%s is %s", (address, range) => {
  expect(rangeOf(address)).toBe(range);
});

it.each([
  ["a storage in the internet", "https://registry.example/", ["203.0.113.7"], "https://cdn.example/x", ["203.0.113.9"]],
  ["a storage over IPv6", "https://registry.example/", ["203.0.113.7"], "https://cdn.example/x", ["2606:4700::1"]],
  [
    "a storage behind DNS64",
    "https://registry.example/",
    ["64:ff9b::1.2.3.4"],
    "https://cdn.example/",
    ["64:ff9b::1.2.3.5"],
  ],
  [
    "a storage in the same private network",
    "https://registry.corp/",
    ["10.0.0.5"],
    "https://s3.corp/x",
    ["192.168.7.7"],
  ],
  [
    "a storage in the internet from a private network",
    "https://registry.corp/",
    ["10.0.0.5"],
    "https://cdn.example/x",
    ["1.2.3.4"],
  ],
  [
    "another host of a tailnet",
    "https://registry.ts.net/",
    ["100.64.0.9"],
    "https://s3.ts.net/",
    ["fd7a:115c:a1e0::2"],
  ],
  ["another port of loopback", "http://127.0.0.1:5000/", [], "http://localhost:5001/", ["::1", "127.0.0.1"]],
  ["all addresses, from loopback", "http://localhost:8080/", [], "http://0.0.0.0:8080/", ["0.0.0.0"]],
  ["a private network from loopback", "http://localhost:8080/", [], "https://app.corp/", ["10.0.0.5"]],
  ["its own name on another port", "https://registry.corp/", ["10.0.0.5"], "https://registry.corp:5050/", ["10.0.0.5"]],
])("allows %s", (_, input, seen, target, found) => {
  const reach = openReach(new URL(input));
  if (seen.length > 0) reach.usable(new URL(input), at(...seen));
  expect(reach.problemWith(new URL(target), new URL(input))).toBeUndefined();
  expect(reach.usable(new URL(target), at(...found))).toEqual({ addresses: at(...found) });
});

it.each([
  ["loopback", "http://127.0.0.1:8080/", ["127.0.0.1"]],
  ["a name of this machine", "http://myhost/", ["127.0.1.1"]],
  ["a public name of loopback", "http://app.localtest.me/", ["127.0.0.1"]],
  ["a private network", "http://app.corp.example/", ["10.0.0.5", "203.0.113.7"]],
  ["a link-local address", "http://169.254.10.1/", ["169.254.10.1"]],
  ["the metadata by its address", "http://169.254.169.254/", ["169.254.169.254"]],
  ["the metadata by its name", "http://metadata.google.internal/", ["169.254.169.254"]],
  ["a name in the local network", "http://printer.local/", ["169.254.3.4", "fe80::1%eth0"]],
  ["the host of a container", "http://host.containers.internal/", ["169.254.1.2"]],
])("allows an input to name %s", (_, input, found) => {
  expect(openReach(new URL(input)).usable(new URL(input), at(...found))).toEqual({ addresses: at(...found) });
});

it("allows what another input names, whatever the range, and no other port of it", () => {
  const input = new URL("https://registry.example/");
  const reach = openReach(input, ["S3.corp.", "127.0.0.1:9000", "[::1]:443"]);
  reach.usable(input, at("203.0.113.7"));
  expect(reach.problemWith(new URL("https://127.0.0.1:9000/"), input)).toBeUndefined();
  expect(reach.problemWith(new URL("https://[::1]/"), input)).toBeUndefined();
  expect(reach.usable(new URL("https://s3.corp/"), at("10.0.0.9"))).toEqual({ addresses: at("10.0.0.9") });
  expect(reach.problemWith(new URL("https://127.0.0.1:2376/"), input)).toMatch(/loopback/);
  expect(reach.usable(new URL("https://s3.corp:2376/"), at("10.0.0.9"))).toHaveProperty("problem");
});

it("says what is wrong", () => {
  const input = new URL("https://registry.example/");
  const reach = openReach(input);
  const problem = (url: string) => reach.problemWith(new URL(url), input);
  expect(problem("http://registry.example/")).toBe("is not encrypted");
  expect(problem("ftp://registry.example/")).toBe("is not an http(s) URL");
  expect(problem("https://a@registry.example/")).toBe("contains a user or a password");
  expect(problem("https://localhost/")).toBe("is this machine itself (loopback)");
  expect(problem("https://10.0.0.1/")).toBe("is in a private network");
  expect(problem("https://169.254.169.254/")).toBe("is a link-local or metadata address");
  expect(problem("https://224.0.0.1/")).toBe("is a reserved address");
  expect(reach.usable(new URL("https://cdn.example/"), [])).toEqual({ addresses: [], problem: "has no address" });
});
