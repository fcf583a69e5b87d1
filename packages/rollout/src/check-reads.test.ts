// Files that honest checkouts name: links inside them, folders of a monorepo, and files of the machine by their full name.
import { link, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readRegularFile } from "@deploy-actions/untrusted/file";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkReads } from "./check-reads.ts";
import { gatherSources } from "./gather-sources.ts";
import { readableFiles } from "./readable-files.ts";

let base: string;
let checkout: string;
/** A file of the machine, outside the checkout. */
let machine: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "attack-checkout-")));
  checkout = join(base, "checkout");
  machine = join(base, "machine.env");
  await mkdir(join(checkout, "part"), { recursive: true });
  await writeFile(machine, "A=1\n");
});
afterEach(() => rm(base, { recursive: true, force: true }));

const at = (path: string) => join(checkout, path);

/** Prepares the files; `MACHINE` in a text is a file outside, `OUT` the relative way there. */
async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(at(path)), { recursive: true });
    if (text.startsWith("-> ")) await symlink(filled(text.slice(3)), at(path));
    else await writeFile(at(path), filled(text));
  }
}
const filled = (text: string) => text.replaceAll("MACHINE", machine).replaceAll("OUT", "../machine.env");

/** What a deploy reads before and besides Compose. */
function read(path = at("compose.yml")) {
  const files = readableFiles(path, [checkout]);
  checkReads(path, {}, files);
  return gatherSources(path, [dirname(path), checkout], files);
}

const service = (more: string) => `services:\n  web:\n    image: x\n    ${more}\n`;

describe("an honest checkout", () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    [
      "links to a shared compose file in the same checkout",
      { "compose.yml": "-> part/b.yml", "part/b.yml": "services: {}\n" },
    ],
    [
      "links to a shared env_file in the same checkout",
      { "compose.yml": service("env_file: a.env"), "a.env": "-> part/a.env", "part/a.env": "A=1\n" },
    ],
    ["names a file of the machine by its absolute path", { "compose.yml": service("env_file: MACHINE") }],
    ["names a file that is not there", { "compose.yml": service("env_file: [{ path: no.env, required: false }]") }],
    [
      "goes up to another folder of the checkout",
      { "compose.yml": "include: [part/b.yml]\n", "part/b.yml": service("env_file: ../c.env"), "c.env": "A=1\n" },
    ],
  ])("%s", async (_, files) => {
    await write(files);
    expect(read().texts.size).toBeGreaterThan(0);
  });

  it("is deployed from a checkout that is itself behind a link, as /tmp is on macOS", async () => {
    await write({ "compose.yml": service("env_file: a.env"), "a.env": "A=1\n" });
    await symlink(checkout, join(base, "workspace"));
    const workspace = join(base, "workspace");
    for (const [folder, root] of [checkout, workspace].flatMap(
      (one) =>
        [
          [one, checkout],
          [one, workspace],
        ] as const,
    )) {
      const path = join(folder, "compose.yml");
      expect(() => checkReads(path, {}, readableFiles(path, [root]))).not.toThrow();
    }
  });

  it("is deployed from a folder of the machine that the input names, through its owner's link", async () => {
    await write({ "compose.yml": service("env_file: a.env"), "a.env": "A=1\n" });
    await symlink(checkout, join(base, "current"));
    const path = join(base, "current", "compose.yml");
    expect(() => checkReads(path, {}, readableFiles(path, [join(base, "elsewhere")]))).not.toThrow();
  });

  it("has a second name for a file, as tools that save space make", async () => {
    await write({ "a.txt": "x" });
    await link(at("a.txt"), at("b.txt"));
    expect(readRegularFile(at("b.txt"), { maxBytes: 10, roots: [checkout] }).bytes.toString()).toBe("x");
  });
});
