// Tells from the name of a value whether it is an image, or the tag or digest of one: charts, templates and their parameters name
// them as they like, yet nearly all alike.

import { type Word, withText } from "../../deploy/command.ts";
import { mark } from "../../value/mark.ts";

/** `name` is an image without the tag, as a rule; some write the tag there too. */
export type ImageKey = "image" | "name" | "tag" | "digest";

/** `path` is the value's key, part by part: `["global", "image", "tag"]`. */
export function imageKeyOf(path: readonly string[]): ImageKey | undefined {
  const last = path.at(-1) ?? "";
  const isUnderImage = /image$/i.test(path.at(-2) ?? "");
  if (/tag$/i.test(last) && !/(?:stag|git_?tag|resource_?tag)$/i.test(last)) return "tag";
  if (/digest$/i.test(last) || (isUnderImage && /^sha(?:256)?$/i.test(last))) return "digest";
  if (/image_?version$/i.test(last) || (isUnderImage && /^version$/i.test(last))) return "tag";
  if (isUnderImage && /^(?:repository|repo|name|url)$/i.test(last)) return "name";
  if (/image_?(?:repository|repo|name)$/i.test(last)) return "name";
  return /image(?:_?(?:url|uri|ref|reference|full))?$/i.test(last) ? "image" : undefined;
}

/**
 * The reference that a value with such a key makes: a tag or digest alone is that of some image. Undefined for a name without a tag:
 * its tag stands elsewhere.
 */
export function referenceFor(key: ImageKey, value: Word): Word | undefined {
  switch (key) {
    case "tag":
      return withText(value, (text) => `${mark("name")}:${text}`);
    case "digest":
      return withText(value, (text) => `${mark("name")}@${/^[0-9a-f]{64}$/.test(text) ? `sha256:${text}` : text}`);
    case "name":
      return value.values.some(({ text }) => isTagged(text)) ? value : undefined;
    case "image":
      return value;
  }
}

/** True for text that spells out a tag or digest. */
export function isTagged(text: string): boolean {
  return text.includes("@") || text.indexOf(":", text.lastIndexOf("/") + 1) !== -1;
}
