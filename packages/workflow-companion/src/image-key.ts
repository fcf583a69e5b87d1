// Tells by its name what a setting holds: an image, only its tag, or only its digest: `containerImage`, `image.tag`, `IMAGE_DIGEST`. For
// values files, parameters of templates and variables of environment files, which agree on no more than these words.
import { type Word, withText } from "@deploy-actions/workflow-source/command";
import { mark } from "@deploy-actions/workflow-source/value";

export type ImageKey = "image" | "tag" | "digest";

/** What a setting of this name holds; undefined when it is about no image, or only about its name. */
export function imageKeyOf(name: string): ImageKey | undefined {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const last = words.at(-1) ?? "";
  if (last === "tag" || /^(?:new|image|docker|container)tag$/.test(last)) return "tag";
  if (last === "digest" || last === "imagedigest") return "digest";
  const about = words.some((word) => /^(?:image|docker|container|app)$/.test(word));
  if (about && /^(?:version|sha|commit)$/.test(last)) return "tag";
  if (last === "image" || /^(?:docker|container)image$/.test(last)) return "image";
  return words.includes("image") && /^(?:uri|url|identifier|ref|reference)$/.test(last) ? "image" : undefined;
}

/** The image reference that such a value makes: a tag or digest stands behind a name that nobody needs to know. */
export function referenceOf(key: ImageKey, word: Word): Word {
  const name = mark("name");
  return withText(word, (text) => {
    if (key === "image" || /[/:@]/.test(text.replace(/^sha256:/, ""))) return text;
    return key === "tag" ? `${name}:${text}` : `${name}@${text}`;
  });
}
