// What a deploy's image reference can be said to be from the file alone. The verdict itself is packages/image's.
import { type ImageReference, judgeReference, parseReference } from "@deploy-actions/image";
import type { Piece } from "../shell/word.ts";

/**
 * - `immutable` and `mutable`: as packages/image judges; `why` completes "…, because …".
 * - `untagged`: neither tag nor digest, so `latest` is pulled.
 * - `undecided`: a part that only a run knows decides, or it is no image reference at all.
 */
export type Judgement =
  | { readonly verdict: "immutable" | "mutable"; readonly why: string }
  | { readonly verdict: "untagged" | "undecided" };

/** One character each, standing for what the file does not spell out. */
const COMMIT = "\u0001";
const UNKNOWN = "\u0002";
const SAMPLE_COMMIT = "0123456789abcdef0123456789abcdef01234567";
const SAMPLE_DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const UNDECIDED: Judgement = { verdict: "undecided" };

/**
 * An unknown part is harmless where it cannot change the answer: in the registry or name before a tag that is spelled out,
 * and after `@`, where nothing but a digest is accepted.
 */
export function judgePieces(pieces: readonly Piece[]): Judgement {
  const text = pieces
    .map(({ kind, text }) => (kind === "literal" ? text : kind === "commit" ? COMMIT : UNKNOWN))
    .join("");
  const at = text.indexOf("@");
  const [path, digest] = at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  const slash = path.lastIndexOf("/");
  const colon = path.indexOf(":", slash + 1);
  const [name, tag] = colon === -1 ? [path, undefined] : [path.slice(0, colon), path.slice(colon + 1)];
  if (name === "") return UNDECIDED;
  if (digest !== undefined) return judge(`${plainName(name)}@${isOpen(digest) ? SAMPLE_DIGEST : digest}`);
  if (tag === undefined) return isOpen(name.slice(slash + 1)) ? UNDECIDED : untagged(plainName(name));
  if (tag.includes(UNKNOWN)) return UNDECIDED;
  if (!tag.includes(COMMIT)) return judge(`${plainName(name)}:${tag}`);
  // A commit at the tag's end is what packages/image knows; in its middle the tag is still one that no later commit gets.
  const judged = judge(`${plainName(name)}:${tag.replaceAll(COMMIT, SAMPLE_COMMIT)}`);
  return judged.verdict === "immutable" ? { verdict: "immutable", why: "its tag carries the commit" } : UNDECIDED;
}

function judge(text: string): Judgement {
  const ref = parsed(text);
  return ref === undefined ? UNDECIDED : judgeReference(ref);
}

function untagged(name: string): Judgement {
  return parsed(name) === undefined ? UNDECIDED : { verdict: "untagged" };
}

function parsed(text: string): ImageReference | undefined {
  try {
    return parseReference(text);
  } catch {
    return undefined;
  }
}

/** A name with open parts stands for some valid name; which one does not matter. */
function plainName(name: string): string {
  return isOpen(name) ? "name" : name;
}

function isOpen(text: string): boolean {
  return text.includes(COMMIT) || text.includes(UNKNOWN);
}
