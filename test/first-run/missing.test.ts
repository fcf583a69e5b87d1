// What is reported about a machine before anything is downloaded: one sentence with its remedy for each missing thing, all together.
import { describe, expect, it } from "vitest";
import type { Machine } from "../../scripts/first-run/machine.cjs";
import { missing } from "../../scripts/first-run/missing.cjs";

const place = {
  path: "/var/tmp",
  purpose: "the engine's images",
  variable: "TMPDIR",
  needs: 400,
  filesystem: "1",
  free: 9000,
};
const good: Machine = {
  platform: "linux",
  arch: "x64",
  node: "20.19.2",
  npm: "9.2.0",
  git: "2.39.5",
  root: true,
  distribution: "debian trixie",
  engine: false,
  lacksCapabilities: [],
  lacksPrograms: [],
  installed: false,
  places: [place],
};
const lacks = (change: Partial<Machine>, purpose: "demo" | "test" = "demo") => missing({ ...good, ...change }, purpose);

it("reports nothing for a machine that has everything", () => {
  expect(lacks({})).toEqual([]);
  expect(lacks({ distribution: "debian bookworm" })).toEqual([]);
  expect(
    lacks({ distribution: "ubuntu noble", root: false, lacksCapabilities: ["CAP_SYS_ADMIN"], engine: true }),
  ).toEqual([]);
});

describe("one sentence with its remedy", () => {
  it.each<[string, Partial<Machine>, RegExp]>([
    ["another system", { platform: "darwin" }, /needs Linux/],
    ["an architecture without PostgreSQL", { arch: "riscv64" }, /riscv64.*x64 and arm64/],
    ["an old Node", { node: "18.20.4" }, /Node 18\.20\.4 is too old: install Node 20 or newer/],
    ["an old npm", { npm: "8.19.4" }, /npm 8\.19\.4 is too old/],
    ["an old git", { git: "2.20.1" }, /git 2\.20\.1 is too old/],
    ["no git", { git: undefined }, /There is no git on PATH: install git 2\.28 or newer/],
    [
      "no engine and not root",
      { root: false, lacksCapabilities: ["CAP_SYS_ADMIN"] },
      /takes root.*or install Docker Engine/,
    ],
    ["no engine on another distribution", { distribution: "fedora" }, /Debian 12 and 13 only, not on fedora/],
    [
      "an ordinary container",
      { lacksCapabilities: ["CAP_NET_ADMIN", "CAP_SYS_ADMIN"] },
      /CAP_NET_ADMIN and CAP_SYS_ADMIN.*--privileged/,
    ],
    ["no apt", { lacksPrograms: ["apt-get", "dpkg-deb"] }, /no apt-get, no dpkg-deb on PATH/],
    [
      "a folder that is read-only",
      { places: [{ ...place, trouble: "EROFS: read-only file system" }] },
      /\/var\/tmp cannot be used.*EROFS.*set TMPDIR/,
    ],
    ["little room", { places: [{ ...place, free: 399 }] }, /400 MB are needed and 399 MB are free.*set TMPDIR/],
  ])("for %s", (_, change, sentence) => {
    const said = lacks(change);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(sentence);
    expect(said[0]?.endsWith(".")).toBe(true);
  });

  it("for the tests' second engine, even if one answers", () => {
    expect(lacks({ engine: true, root: false }, "test").join()).toMatch(/second engine.*takes root/);
  });

  it("for places that share a file system, whose needs add up", () => {
    const cache = {
      ...place,
      path: "/root/.cache/deploy-actions",
      purpose: "what is fetched once",
      variable: "XDG_CACHE_HOME",
    };
    expect(lacks({ places: [place, cache].map((each) => ({ ...each, free: 700 })) })).toEqual([
      expect.stringMatching(/^800 MB are needed and 700 MB are free/),
    ]);
    expect(lacks({ places: [place, { ...cache, filesystem: "2" }].map((each) => ({ ...each, free: 700 })) })).toEqual(
      [],
    );
  });
});

it("reports everything together", () => {
  const all: Partial<Machine> = {
    node: "18.0.0",
    git: undefined,
    root: false,
    places: [{ ...place, trouble: "EROFS" }],
  };
  expect(lacks(all)).toHaveLength(4);
});
