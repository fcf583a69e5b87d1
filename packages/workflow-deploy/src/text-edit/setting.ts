// Tells which image or tag a replacement writes, by the key in it (`image: x`, `TAG=x`) or by what it replaces (`IMAGE_TAG`, `app:.*`).
import { type ImageKey, imageKeyOf } from "@deploy-actions/workflow-companion";
import { meaningsIn } from "@deploy-actions/workflow-source/value";

export type Setting = { readonly key: ImageKey; readonly value: string };

/** Characters. Longer ones hold whole documents. */
const LENGTH_LIMIT = 1000;
/** A key and its value at the end of a line: `image: app:1`, `"tag":"1"`, `TAG=1`. A colon needs a blank or quote: `app:1` is none. */
const KEYED = /([\w.-]+)["']?\s{0,9}(?::\s{1,9}["']?|:\s{0,9}["']|=\s{0,9}["']?)([^\s"']*)["']?,?\s*$/;

/** `replaced` is a pattern as it is written. Undefined where neither says that it is about an image. */
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
  // The name of an image with what is behind it, or only that.
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

/** Words that a placeholder for a tag is made of, when it doesn't say `tag`. */
const TAG_WORDS =
  /^(?:git|github|ci|commit|sha|short|hash|rev|revision|version|build|number|id|release|app|docker|container|new|current|my|the|placeholder|replace|me|with|to|be|replaced|here|value|env|x+)$/;

/** `IMAGE_TAG`, `COMMIT_SHA`, `IMAGE_PLACEHOLDER`; not `DB_VERSION`, which may be anything's. */
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
