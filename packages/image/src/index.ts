// Image references, digests, and what "immutable" means.
export { ImageError, type ImageReason } from "./error.ts";
export { judgeReference, type ReferenceVerdict } from "./immutability.ts";
export { isPinned, type PinnedImage, parsePinned, pinned } from "./pinned.ts";
export {
  digestProblem,
  formatReference,
  type ImageReference,
  lowerCaseName,
  parseReference,
  repositoryOf,
  tagProblem,
} from "./reference.ts";
export { judgeTag, shortCommits, type TagKind, type TagVerdict } from "./tag.ts";
