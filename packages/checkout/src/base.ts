// Reads files of the base commit from the objects of the clone. The working tree, which a pull request can change, is not looked at.
import { posix } from "node:path";
import { git } from "./git.ts";

/**
 * `none`: the base commit has no such file. `unusable`: it has something of this name that cannot be used, or the clone lacks its content;
 * `why` is a sentence.
 */
export type BaseFile =
  | { readonly is: "file"; readonly text: string }
  | { readonly is: "none" }
  | { readonly is: "unusable"; readonly why: string };

/** `read` takes a path from the opened folder. `why` is a sentence. */
export type OpenedBase =
  | { readonly ok: true; readonly commit: string; read(path: string): Promise<BaseFile> }
  | { readonly ok: false; readonly why: string };

/** What to do about a base commit that is not in the clone. */
export const FETCH_THE_BASE =
  "Set fetch-depth: 0 in the checkout step, or fetch that commit in a step after it: git fetch --depth=1 origin <commit>.";

/** `revision` is a full SHA, or a name such as `origin/main` that a person wrote. */
export async function openBase(folder: string, revision: string, signal?: AbortSignal): Promise<OpenedBase> {
  const named = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const found = await git(folder, named, signal);
  if (!found.ok) return { ok: false, why: `The base commit ${revision} cannot be read: ${found.why}.` };
  const commit = found.stdout.trim();
  if (found.code !== 0 || !/^[0-9a-f]{40,64}$/.test(commit))
    return { ok: false, why: `The base commit ${revision} is not in this clone.` };
  return { ok: true, commit, read: (path) => readAt(folder, commit, path, signal) };
}

/** Bytes. */
const SIZE_LIMIT = 1_048_576;
/** `<mode> <type> <object> <size>\t<path>\0`; the size of what is not a file is `-`. */
const ENTRY = /^(\d{6}) [a-z]+ ([0-9a-f]{40,64}) +(\d+|-)\t/;

async function readAt(folder: string, commit: string, path: string, signal?: AbortSignal): Promise<BaseFile> {
  const inside = posix.normalize(path.replaceAll("\\", "/"));
  if (inside.startsWith("../") || posix.isAbsolute(inside))
    return { is: "unusable", why: `${path} is outside the repository, so the base commit has no such file.` };
  const listed = await git(folder, ["ls-tree", "-z", "--long", commit, "--", inside], signal);
  if (!listed.ok) return { is: "unusable", why: `${path} of the base commit cannot be read: ${listed.why}.` };
  if (listed.code === 0 && listed.stdout === "") return { is: "none" };
  const [, mode, object = "", size] = ENTRY.exec(listed.stdout) ?? [];
  // Git gives no size for an object that is missing.
  if (listed.code !== 0 || mode === undefined)
    return { is: "unusable", why: `${path} of the base commit is not in this clone.` };
  if (!mode.startsWith("100"))
    return { is: "unusable", why: `${path} of the base commit is ${KINDS.get(mode) ?? "not a file"}.` };
  if (Number(size) > SIZE_LIMIT)
    return {
      is: "unusable",
      why: `${path} of the base commit has ${size} bytes; files larger than ${SIZE_LIMIT} bytes are not read.`,
    };
  const content = await git(folder, ["cat-file", "blob", object], signal);
  if (!content.ok || content.code !== 0)
    return {
      is: "unusable",
      why: `${path} of the base commit is not in this clone${content.ok ? "" : `: ${content.why}`}.`,
    };
  // What is not UTF-8 arrives as U+FFFD.
  if (/[\0\ufffd]/.test(content.stdout))
    return { is: "unusable", why: `${path} of the base commit is not UTF-8 text.` };
  return { is: "file", text: content.stdout.replace(/^\ufeff/, "") };
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ["040000", "a folder"],
  ["120000", "a symbolic link, which is not followed"],
  ["160000", "a submodule"],
]);
