// Decides from owner and mode whether somebody else could have written a file or folder. Pure, so that it can judge the files of any machine.
// The rules are those of OpenSSH's StrictModes (auth2-pubkeyfile.c, safe_path), with links, hard links and sticky folders in addition.

/** One file or folder, without following a link. `mode` has the twelve bits of chmod. */
export type Entry = {
  readonly path: string;
  readonly kind: "folder" | "file" | "link" | "other";
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  /** The number of names that a file has. */
  readonly links: number;
};

export type Trust = {
  /** The users who may write: root and the user that runs this. The second is the one to name in a command. */
  readonly users: readonly number[];
  /** Groups that nobody else is in, as created with each user by most distributions. */
  readonly groups: readonly number[];
};

/** `command` corrects it, as the file's owner or as root. */
export type OwnershipProblem = { readonly path: string; readonly why: string; readonly command: string };

const STICKY = 0o1000;
const GROUP_WRITE = 0o020;
const OTHER_WRITE = 0o002;

/** A folder or link on the way to the private one. In a sticky folder (/tmp) others may create entries but not exchange ours. */
export function problemAbove(entry: Entry, trust: Trust): OwnershipProblem | undefined {
  const byOwner = ownerProblem(entry, trust, "chown -h");
  if (byOwner !== undefined || entry.kind !== "folder") return byOwner;
  return (entry.mode & STICKY) === 0 ? writableProblem(entry, trust, "chmod") : undefined;
}

/** The private folder itself, or anything in it. */
export function problemInside(entry: Entry, trust: Trust): OwnershipProblem | undefined {
  const { path, kind, links } = entry;
  if (kind === "link") return { path, why: "is a symbolic link", command: `rm ${quoted(entry)}` };
  if (kind === "other") return { path, why: "is neither a file nor a folder", command: `rm ${quoted(entry)}` };
  const byMode = ownerProblem(entry, trust, "chown -h -R") ?? writableProblem(entry, trust, "chmod -R");
  if (byMode !== undefined || kind === "folder" || links === 1) return byMode;
  const why = `has ${links} names, so it can be changed through a name elsewhere (a hard link)`;
  return {
    path,
    why,
    command: `cp -p ${quoted(entry)} ${quoted(entry)}.new && mv ${quoted(entry)}.new ${quoted(entry)}`,
  };
}

function ownerProblem(entry: Entry, { users }: Trust, chown: string): OwnershipProblem | undefined {
  if (users.includes(entry.uid)) return undefined;
  const why = `belongs to user ${entry.uid} (mode ${octal(entry.mode)}), not to ${listed(users)}`;
  return { path: entry.path, why, command: `${chown} ${users.at(-1) ?? 0} ${quoted(entry)}` };
}

function writableProblem(entry: Entry, { groups }: Trust, chmod: string): OwnershipProblem | undefined {
  const everyone = (entry.mode & OTHER_WRITE) !== 0;
  const group = (entry.mode & GROUP_WRITE) !== 0 && !groups.includes(entry.gid);
  if (!everyone && !group) return undefined;
  const who = everyone ? "every user" : `group ${entry.gid}`;
  const why = `can be changed by ${who} (owner ${entry.uid}, mode ${octal(entry.mode)})`;
  return { path: entry.path, why, command: `${chmod} go-w ${quoted(entry)}` };
}

function listed(users: readonly number[]): string {
  return [...new Set(users)].map((uid) => (uid === 0 ? "root" : `user ${uid}`)).join(" or ");
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}

function quoted({ path }: Entry): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
