// Determines which image or tag a replacement sets, from the key in it (`image: x`, `TAG=x`) or from what it replaces (`IMAGE_TAG`,
// `app:.*`).
import { type ImageKey, imageKeyOf } from "@deploy-actions/workflow-companion";
import { meaningsIn } from "@deploy-actions/workflow-source/value";

export type Setting = { readonly key: ImageKey; readonly value: string };

/** Characters. Longer texts contain complete documents. */
const LENGTH_LIMIT = 1000;
/**
 * A key and its value at the end of a line: `image: app:1`, `"tag":"1"`, `TAG=1`. A colon must be followed by a space or quote, which
 * excludes `app:1`.
 */
const KEYED = /([\w.-]+)["']?\s{0,9}(?::\s{1,9}["']?|:\s{0,9}["']|=\s{0,9}["']?)([^\s"']*)["']?,?\s*$/;

/** `replaced` is a pattern as written. Undefined if neither text is about an image. */
export function settingIn(replaced: string, replacement: string): Setting | undefined {
  if (replaced.length > LENGTH_LIMIT || replacement.length > LENGTH_LIMIT) return undefined;
  const [, name, keyed] = KEYED.exec(replacement) ?? [];
  if (name !== undefined && keyed !== undefined) {
    const key = imageKeyOf(name);
    return key === undefined || keyed === "" ? undefined : { key, value: keyed };
  }
  const value = replacement.trim().replace(/^["']|["']$/g, "");
  if (value === "" || /[\s"']/.test(value)) return undefined;
  const key = keyIn(replaced.replace(/\\/g, ""), value);
  return key === undefined ? undefined : { key, value: value.replace(/^[:@]/, "") };
}

function keyIn(pattern: string, value: string): ImageKey | undefined {
  const isWhole = /[^/:@]+[:@][^/]*$/.test(value) && !/^[:@]/.test(value);
  for (const [, name] of pattern.matchAll(/([\w.-]{1,80})["']?\s{0,9}[:=]/g)) {
    const key = imageKeyOf(name ?? "");
    if (key !== undefined) return key;
  }
  // The image name with the text after it, or only that text.
  if (/\blatest\b/.test(pattern) || /[\w.-]\/[\w.-]+:/.test(pattern))
    return isWhole || value.includes("/") ? "image" : "tag";
  if (isWhole && /^[\w.-]{1,80}:/.test(pattern) && isMoving(value)) return "image";
  const [name] = [...pattern.matchAll(/[A-Za-z][A-Za-z0-9_-]{1,80}/g)].flatMap(([word]) => placeholderKey(word) ?? []);
  return name === "image" && !isWhole && value.includes("/") ? undefined : name;
}

function isMoving(value: string): boolean {
  return (
    value.endsWith(":latest") ||
    meaningsIn(value).some(({ kind }) => ["commit", "digest", "version", "branch", "run", "time"].includes(kind))
  );
}

/** Words used in placeholders for a tag, besides `tag`. */
const TAG_WORDS =
  /^(?:git|github|ci|commit|sha|short|hash|rev|revision|version|build|number|id|release|app|docker|container|new|current|my|the|placeholder|replace|me|with|to|be|replaced|here|value|env|x+)$/;

/** `IMAGE_TAG`, `COMMIT_SHA`, `IMAGE_PLACEHOLDER`; but not `DB_VERSION`, which could be anything. */
function placeholderKey(word: string): ImageKey | undefined {
  const words = word
    .toLowerCase()
    .split(/[_-]+/)
    .filter((one) => one !== "");
  if (words.some((one) => one === "tag" || one.endsWith("tag"))) return "tag";
  if (words.includes("digest")) return "digest";
  if (words.some((one) => one === "image" || one.endsWith("image"))) {
    return words.some((one) => /^(?:version|sha|hash)$/.test(one)) ? "tag" : "image";
  }
  const isTag = words.some((one) => /^(?:sha|commit|version|hash|revision)$/.test(one));
  return isTag && words.every((one) => TAG_WORDS.test(one)) ? "tag" : undefined;
}
