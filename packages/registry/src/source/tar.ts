// A tar as named files: reads the headers only, skipping from one to the next, and later the entries by offset, so that a
// layer of any size is read once, from where it lies. Formats: POSIX ustar and pax, GNU tar.
import type { FileHandle } from "node:fs/promises";
import { posix } from "node:path";
import { Header } from "tar/header";
import { Pax } from "tar/pax";
import { bytesAt, damaged, type Files } from "./files.ts";

type Entry = { readonly offset: number; readonly size: number } | { readonly link: string };

const BLOCK = 512;
/** An image has a few hundred entries; a tar with more than this is not one. */
const MOST_ENTRIES = 100_000;
/** Bytes of a pax header or a long name. */
const LONGEST_EXTENSION = 1024 * 1024;
const MOST_LINKS = 8;

/** Indexes the tar behind `handle`, which is closed with the result. Throws {@link RegistryError} `damaged`. */
export async function tarFiles(handle: FileHandle, describe: string): Promise<Files> {
  const entries = await indexOf(handle, describe);
  const find = (name: string): Exclude<Entry, { link: string }> | undefined => {
    let entry = entries.get(name);
    for (let links = 0; entry !== undefined && "link" in entry && links < MOST_LINKS; links++) {
      entry = entries.get(entry.link);
    }
    return entry === undefined || "link" in entry ? undefined : entry;
  };
  return {
    describe,
    size: async (name) => find(name)?.size,
    async *bytes(name) {
      const entry = find(name);
      if (entry === undefined) throw damaged({ describe }, `it has no ${name}`);
      yield* bytesAt(handle, entry.offset, entry.size, () => truncated(describe, name));
    },
    close: () => handle.close(),
  };
}

async function indexOf(handle: FileHandle, describe: string): Promise<Map<string, Entry>> {
  const { size: end } = await handle.stat();
  const entries = new Map<string, Entry>();
  let own: Pax | { path?: string; linkpath?: string } | undefined; // what extensions say of the next entry
  let global: Pax | undefined;
  for (let at = 0; ; ) {
    const header = await headerAt(handle, at, end, describe, own, global);
    if (header === "end") return entries;
    const { type, size, path } = header;
    const offset = at + BLOCK;
    at = offset + Math.ceil(size / BLOCK) * BLOCK;
    if (offset + size > end) throw truncated(describe, path);
    if (type === "ExtendedHeader" || type === "OldExtendedHeader") {
      own = Pax.parse(await textAt(handle, offset, size, describe), own ?? {});
    } else if (type === "GlobalExtendedHeader") {
      global = Pax.parse(await textAt(handle, offset, size, describe), global ?? {}, true);
    } else if (type === "NextFileHasLongPath" || type === "OldGnuLongPath") {
      own = { ...own, path: withoutEnd(await textAt(handle, offset, size, describe)) };
    } else if (type === "NextFileHasLongLinkpath") {
      own = { ...own, linkpath: withoutEnd(await textAt(handle, offset, size, describe)) };
    } else {
      const entry = entryOf(type, own?.linkpath ?? header.linkpath, path, offset, size);
      if (entry !== undefined) entries.set(nameOf(path), entry);
      own = undefined;
    }
    if (entries.size > MOST_ENTRIES) throw damaged({ describe }, `it has more than ${MOST_ENTRIES} entries`);
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
  if (bytesRead < BLOCK) throw at === 0 ? noTar(describe) : truncated(describe, "its end");
  const header = new Header(block, 0, own, global);
  if (header.nullBlock) return "end";
  if (!header.cksumValid) {
    throw at === 0 ? noTar(describe) : damaged({ describe }, `the tar is broken at byte ${at} of ${end}`);
  }
  return { type: header.type, path: header.path ?? "", linkpath: header.linkpath ?? "", size: header.size ?? 0 };
}

function entryOf(
  type: Header["type"],
  linkpath: string,
  path: string,
  offset: number,
  size: number,
): Entry | undefined {
  if (type === "File" || type === "OldFile" || type === "ContiguousFile") return { offset, size };
  // A hard link names an entry from the archive's root, a symbolic one from its own folder (`docker save` before 25).
  if (type === "Link") return { link: nameOf(linkpath) };
  if (type === "SymbolicLink") return { link: nameOf(posix.join(posix.dirname(path), linkpath)) };
  return undefined;
}

/** `./index.json` and `index.json` are the same file. */
function nameOf(path: string): string {
  return posix.normalize(path).replace(/^\/+|\/+$/g, "");
}

async function textAt(handle: FileHandle, offset: number, size: number, describe: string): Promise<string> {
  if (size > LONGEST_EXTENSION) throw damaged({ describe }, `a header of ${size} bytes is in the tar`);
  const bytes = Buffer.alloc(size);
  await handle.read(bytes, 0, size, offset);
  return bytes.toString("utf8");
}

function withoutEnd(text: string): string {
  return text.split("\0", 1)[0] ?? "";
}

function truncated(describe: string, at: string): Error {
  return damaged({ describe }, `the tar is cut off at ${at}`);
}

function noTar(describe: string): Error {
  return damaged(
    { describe },
    "it is no tar",
    "Give the path of an OCI layout (a folder or a tar of it) or of what `docker save` wrote.",
  );
}
