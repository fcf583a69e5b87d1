// Determines from its name whether a setting contains an image, a tag or a digest: `containerImage`, `image.tag`, `IMAGE_DIGEST`. Used for
// values files, template parameters and environment variables, which share only these words.
import { type Word, withText } from "@deploy-actions/workflow-source/command";
import { mark } from "@deploy-actions/workflow-source/value";

export type ImageKey = "image" | "tag" | "digest";

/** What a setting of this name contains; undefined if it is not about an image, or only about an image's name. */
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

/** The image reference for such a value: a tag or digest is combined with an unknown name. */
export function referenceOf(key: ImageKey, word: Word): Word {
  const name = mark("name");
  return withText(word, (text) => {
    if (key === "image" || /[/:@]/.test(text.replace(/^sha256:/, ""))) return text;
    return key === "tag" ? `${name}:${text}` : `${name}@${text}`;
  });
}
