// The files of a tar. Only its headers are read at first, skipping from one to the next, and later the entries by offset, so
// that a layer of any size is only read once. Formats: POSIX ustar and pax, GNU tar.
import type { FileHandle } from "node:fs/promises";
import { posix } from "node:path";
import { Header } from "tar/header";
import { Pax } from "tar/pax";
import { bytesAt, damaged, type Files } from "./files.ts";

type Entry = { readonly offset: number; readonly size: number } | { readonly link: string };

const BLOCK = 512;
/** An image has a few hundred entries. A tar with more headers than this is something else. */
const MAX_ENTRIES = 100_000;
/** In bytes; Linux has no longer paths. */
const MAX_PATH = 4096;
/** Bytes of a pax header or a long name. */
const MAX_EXTENSION = 1024 * 1024;
const MAX_LINKS = 8;

/** Indexes the tar. Closing the result closes `handle`. Throws {@link RegistryError} `damaged`. */
export async function tarFiles(handle: FileHandle, describe: string): Promise<Files> {
  const entries = await indexOf(handle, describe);
  const find = (name: string): Exclude<Entry, { link: string }> | undefined => {
    let entry = entries.get(name);
    for (let links = 0; entry !== undefined && "link" in entry && links < MAX_LINKS; links++) {
      entry = entries.get(entry.link);
    }
    return entry === undefined || "link" in entry ? undefined : entry;
  };
  return {
    describe,
    size: async (name) => find(name)?.size,
    async *bytes(name) {
      const entry = find(name);
      if (entry === undefined) throw damaged({ describe }, `it does not contain ${name}`);
      yield* bytesAt(handle, entry.offset, entry.size, () => truncated(describe, name));
    },
    close: () => handle.close(),
  };
}

async function indexOf(handle: FileHandle, describe: string): Promise<Map<string, Entry>> {
  const { size: end } = await handle.stat();
  const entries = new Map<string, Entry>();
  let own: Pax | { path?: string; linkpath?: string } | undefined; // from extension headers, for the next entry
  let global: Pax | undefined;
  for (let at = 0, headers = 0; ; headers += 1) {
    if (headers > MAX_ENTRIES) throw damaged({ describe }, `it has more than ${MAX_ENTRIES} entries`);
    const header = await headerAt(handle, at, end, describe, own, global);
    if (header === "end") return entries;
    const { type, size, path } = header;
    const offset = at + BLOCK;
    // A negative size would lead back to this header forever.
    if (!Number.isSafeInteger(size) || size < 0) throw damaged({ describe }, `an entry has the size ${size}`);
    at = offset + Math.ceil(size / BLOCK) * BLOCK;
    if (offset + size > end) throw truncated(describe, path);
    if (type === "ExtendedHeader" || type === "OldExtendedHeader") {
      own = Pax.parse(await textAt(handle, offset, size, describe), own ?? {});
    } else if (type === "GlobalExtendedHeader") {
      global = Pax.parse(await textAt(handle, offset, size, describe), global ?? {}, true);
    } else if (type === "NextFileHasLongPath" || type === "OldGnuLongPath") {
      own = { ...own, path: untilNul(await textAt(handle, offset, size, describe)) };
    } else if (type === "NextFileHasLongLinkpath") {
      own = { ...own, linkpath: untilNul(await textAt(handle, offset, size, describe)) };
    } else {
      const linkpath = own?.linkpath ?? header.linkpath;
      if (path.length > MAX_PATH || linkpath.length > MAX_PATH) throw damaged({ describe }, "a name in it is too long");
      const entry = entryOf(type, linkpath, path, offset, size);
      if (entry !== undefined) entries.set(nameOf(path), entry);
      own = undefined;
    }
  }
}

type Head = { type: Header["type"]; path: string; linkpath: string; size: number };

async function headerAt(
  handle: FileHandle,
  at: number,
  end: number,
  describe: string,
  own: ConstructorParameters<typeof Header>[2],
  global: Pax | undefined,
): Promise<Head | "end"> {
  const block = Buffer.alloc(BLOCK);
  const { bytesRead } = await handle.read(block, 0, BLOCK, at);
  if (bytesRead < BLOCK) throw at === 0 ? notATar(describe) : truncated(describe, "its end");
  const header = parsed(block, own, global);
  if (header?.nullBlock) return "end";
  if (header === undefined || !header.cksumValid) {
    throw at === 0 ? notATar(describe) : damaged({ describe }, `the tar is corrupt at byte ${at} of ${end}`);
  }
  return { type: header.type, path: header.path ?? "", linkpath: header.linkpath ?? "", size: header.size ?? 0 };
}

/** Undefined for numbers that are not in the format. */
function parsed(
  block: Buffer,
  ...extensions: [ConstructorParameters<typeof Header>[2], Pax | undefined]
): Header | undefined {
  try {
    return new Header(block, 0, ...extensions);
  } catch {
    return undefined;
  }
}

function entryOf(
  type: Header["type"],
  linkpath: string,
  path: string,
  offset: number,
  size: number,
): Entry | undefined {
  if (type === "File" || type === "OldFile" || type === "ContiguousFile") return { offset, size };
  // A hard link is relative to the archive's root, a symbolic link to its own folder (`docker save` before 25 writes them).
  if (type === "Link") return { link: nameOf(linkpath) };
  if (type === "SymbolicLink") return { link: nameOf(posix.join(posix.dirname(path), linkpath)) };
  return undefined;
}

/** `./index.json` and `index.json` are the same file. */
function nameOf(path: string): string {
  return posix.normalize(path).replace(/^\/+|\/+$/g, "");
}

async function textAt(handle: FileHandle, offset: number, size: number, describe: string): Promise<string> {
  if (size > MAX_EXTENSION) throw damaged({ describe }, `the tar has a header of ${size} bytes`);
  const bytes = Buffer.alloc(size);
  await handle.read(bytes, 0, size, offset);
  return bytes.toString("utf8");
}

function untilNul(text: string): string {
  return text.split("\0", 1)[0] ?? "";
}

function truncated(describe: string, at: string): Error {
  return damaged({ describe }, `the tar is truncated at ${at}`);
}

function notATar(describe: string): Error {
  return damaged(
    { describe },
    "it is not a tar",
    "Use the path of an OCI layout (a folder or a tar of it) or of a file that `docker save` wrote.",
  );
}
