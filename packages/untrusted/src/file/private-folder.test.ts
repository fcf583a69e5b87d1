// Folders as honest users have them are accepted.
import { chmod, mkdir, mkdtemp, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkPathTo, checkPrivateFolder, tighten } from "./private-folder.ts";

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "private-"));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const POSIX = process.platform !== "win32";

it("a missing folder is neither an error nor created", async () => {
  expect(checkPathTo(join(base, "a", "b"))).toBeUndefined();
  expect(checkPrivateFolder(join(base, "a", "b"))).toBe(false);
});

it.runIf(POSIX)("missing folders are created with 0700, whatever the umask is", async () => {
  for (const mask of [0, 0o277]) {
    const path = join(base, String(mask), "a", "b");
    const before = process.umask(mask);
    try {
      checkPathTo(path, { create: true });
    } finally {
      process.umask(before);
    }
    for (const each of [path, join(path, "..")]) expect((await stat(each)).mode & 0o7777).toBe(0o700);
  }
});

it("one's own links to one's own folders are followed, also relative ones and up", async () => {
  await mkdir(join(base, "disk", "state"), { recursive: true });
  await mkdir(join(base, "etc"));
  await symlink(join("..", "disk"), join(base, "etc", "link"));
  await symlink(join(base, "etc", "link", "state"), join(base, "state"));
  expect(checkPathTo(join(base, "state", "x"), { create: true })).toMatch(/disk[/\\]state[/\\]x$/);
  expect(checkPrivateFolder(join(base, "state"))).toBe(true);
});

it("a link that leads back to itself is refused", async () => {
  await symlink(join(base, "b"), join(base, "a"));
  await symlink(join(base, "a"), join(base, "b"));
  expect(() => checkPathTo(join(base, "a"))).toThrow("too many links");
});

it.runIf(POSIX)("a folder of an earlier version is accepted, and tightened when something is written", async () => {
  const path = join(base, "old");
  await mkdir(path);
  await chmod(path, 0o755);
  expect(checkPrivateFolder(path)).toBe(true);
  tighten(path, 0o700);
  expect((await stat(path)).mode & 0o7777).toBe(0o700);
});

it.runIf(process.geteuid?.() === 0)("a further trusted user's folder is accepted, with what is in it", async () => {
  const { chown } = await import("node:fs/promises");
  const path = join(base, "theirs");
  await mkdir(path);
  await chown(path, 65_534, 65_534);
  expect(() => checkPrivateFolder(path)).toThrow("belongs to user 65534 (mode 0755), not to root.");
  expect(checkPrivateFolder(path, { alsoTrust: 65_534 })).toBe(true);
});
