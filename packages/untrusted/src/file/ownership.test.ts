// Who may have written a file, by owner and mode.
import { describe, expect, it } from "vitest";
import { type Entry, problemAbove, problemInside } from "./ownership.ts";

const trust = { users: [0, 1000], groups: [0, 1000] };
const entry = (change: Partial<Entry>): Entry => ({
  ...{ path: "/s/x", kind: "folder", uid: 1000, gid: 1000, mode: 0o755, links: 1 },
  ...change,
});

describe("above a private folder", () => {
  it.each<[string, Partial<Entry>]>([
    ["root's", { uid: 0, gid: 0 }],
    ["/tmp, sticky", { uid: 0, gid: 0, mode: 0o1777 }],
    ["one's own, with the umask 002 and a group of one's own", { mode: 0o775 }],
    ["a link of root's, whatever its mode", { kind: "link", uid: 0, mode: 0o777 }],
  ])("%s is trusted", (_, change) => expect(problemAbove(entry(change), trust)).toBeUndefined());

  it.each<[string, Partial<Entry>, string]>([
    ["another user's", { uid: 1001 }, "chown -h 1000 /s/x"],
    ["another user's sticky one", { uid: 1001, mode: 0o1777 }, "chown -h 1000 /s/x"],
    ["another user's link", { uid: 1001, kind: "link" }, "chown -h 1000 /s/x"],
    ["one writable for everyone", { mode: 0o757 }, "chmod go-w /s/x"],
    ["one writable for a shared group", { gid: 100, mode: 0o770 }, "chmod go-w /s/x"],
  ])("%s is refused, with the command to correct it", (_, change, command) =>
    expect(problemAbove(entry(change), trust)).toMatchObject({ command }),
  );
});

describe("inside a private folder", () => {
  it.each<[string, Partial<Entry>]>([
    ["a folder of an earlier version", {}],
    ["a file of an earlier version", { kind: "file", mode: 0o644 }],
    ["a folder with several names, as every folder has", { links: 3 }],
  ])("%s is trusted", (_, change) => expect(problemInside(entry(change), trust)).toBeUndefined());

  it.each<[string, Partial<Entry>, string]>([
    ["a link", { kind: "link" }, "rm /s/x"],
    ["a pipe", { kind: "other" }, "rm /s/x"],
    ["another user's file", { kind: "file", uid: 5 }, "chown -h -R 1000 /s/x"],
    ["a sticky folder", { mode: 0o1777 }, "chmod -R go-w /s/x"],
    ["a file with two names", { kind: "file", links: 2 }, "cp -p /s/x /s/x.new && mv /s/x.new /s/x"],
    ["a path that a shell would split", { kind: "link", path: "/s/it's mine" }, `rm '/s/it'\\''s mine'`],
  ])("%s is refused, with the command to correct it", (_, change, command) =>
    expect(problemInside(entry(change), trust)).toMatchObject({ command }),
  );
});
