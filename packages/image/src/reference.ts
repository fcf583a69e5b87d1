// Parses and formats image references, `[registry/]name[:tag][@digest]`, with the grammar of the distribution project's `reference` package.
// No defaults are filled in for a missing registry or tag.
import { ImageError } from "./error.ts";

/** A parsed reference. `name` includes the path (`acme/app`); `registry` may include a port; `digest` is `sha256:<hex>` or `sha512:<hex>`. */
export type ImageReference = {
  readonly registry?: string;
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
};

const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const REGISTRY = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?$`);
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const BARE_ID = /^(?:(?:sha256|sha512):)?(?:[0-9a-f]{64}|[0-9a-f]{128})$/;
const NAME_LIMIT = 255;
const TEXT_LIMIT = 1024;
const FORMAT = "Write [registry/]name[:tag][@sha256:<64 hex digits>], for example ghcr.io/acme/app:sha-0a1b2c3.";

/** Parses a reference. Throws {@link ImageError} that says which part is wrong and what would be valid. */
export function parseReference(text: string): ImageReference {
  checkText(text);
  const [beforeDigest, digest] = splitAt(text, text.indexOf("@"));
  if (digest !== undefined) checkDigest(text, digest);
  const [path, tag] = splitAt(beforeDigest, tagSeparator(beforeDigest));
  if (tag !== undefined) checkTag(text, tag);
  const [registry, name] = splitRegistry(path);
  if (registry !== undefined) checkRegistry(text, registry);
  checkName(text, name);
  return {
    ...(registry === undefined ? {} : { registry }),
    name,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The text of a reference; `parseReference(formatReference(r))` gives `r` back. */
export function formatReference(ref: ImageReference): string {
  const tag = ref.tag === undefined ? "" : `:${ref.tag}`;
  const digest = ref.digest === undefined ? "" : `@${ref.digest}`;
  return `${repositoryOf(ref)}${tag}${digest}`;
}

/** `registry/name`, or only the name when there is no registry. */
export function repositoryOf(ref: ImageReference): string {
  return ref.registry === undefined ? ref.name : `${ref.registry}/${ref.name}`;
}

/**
 * Lower-cases the name in a reference, because a GitHub owner may contain upper-case letters but an image name may not. Tag and digest are
 * unchanged. Text that is not a reference is lower-cased the same way.
 */
export function lowerCaseName(text: string): string {
  const [beforeDigest] = splitAt(text, text.indexOf("@"));
  const [path] = splitAt(beforeDigest, tagSeparator(beforeDigest));
  return path.toLowerCase() + text.slice(path.length);
}

/** Why text is not a valid tag, or undefined when it is. For inputs that accept only tags. */
export function tagProblem(tag: string): string | undefined {
  if (TAG.test(tag)) return undefined;
  if (tag.length > 128) return `is ${tag.length} characters long; a tag has at most 128`;
  if (tag.includes("/")) return 'contains "/"; use only the tag, and replace the slashes of a branch name with "-"';
  if (tag.includes(":") || tag.includes("@")) return "is a complete reference; use only the tag";
  return 'may contain only letters, digits, "_", "." and "-", and must not start with "." or "-"';
}

/** Hex digits of the algorithms that a registry must support. */
const DIGEST_LENGTHS: ReadonlyMap<string, number> = new Map([
  ["sha256", 64],
  ["sha512", 128],
]);

/** Why text is not a valid digest, as a clause, or undefined when it is. */
export function digestProblem(digest: string): string | undefined {
  if (DIGEST.test(digest)) return undefined;
  if (digest === "") return "is empty";
  if (digest.includes("@")) return 'contains another "@"';
  const [algorithm = "", hex] = splitAt(digest, digest.indexOf(":"));
  const length = DIGEST_LENGTHS.get(algorithm);
  if (hex === undefined || length === undefined) return "is not sha256: followed by 64 hex digits";
  if (/[^0-9a-fA-F]/.test(hex)) return "contains characters that are not hex digits";
  return hex.length === length ? "has upper-case letters" : `has ${hex.length} hex digits instead of ${length}`;
}

function checkText(text: string): void {
  if (text === "") throw new ImageError("empty", "The image reference is empty.", FORMAT);
  if (text.length > TEXT_LIMIT) {
    throw new ImageError("too-long", `The image reference is too long (${text.length} characters).`, FORMAT);
  }
  if (/[${}]/.test(text)) {
    throw new ImageError(
      "unexpanded",
      `"${text}" contains a variable that was not expanded.`,
      "Expand the variable before this step, or check its name for a typo.",
    );
  }
  if (/\s/.test(text))
    throw malformed(text, "contains whitespace", "Use one reference, without spaces or line breaks.");
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  if (scheme) throw malformed(text, `starts with "${scheme[0]}"`, `Remove the scheme: ${text.slice(scheme[0].length)}`);
  if (BARE_ID.test(text)) {
    throw malformed(text, "is only a digest or image id, without a name", "Put the name before it: name@sha256:…");
  }
}

/** A colon after the last slash starts a tag; a colon before it belongs to the registry's port. */
function tagSeparator(text: string): number {
  const colon = text.lastIndexOf(":");
  return colon > text.lastIndexOf("/") ? colon : -1;
}

function splitAt(text: string, at: number): [string, string | undefined] {
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** The first component is a registry when it contains a dot or a port, or is `localhost`. */
function splitRegistry(path: string): [string | undefined, string] {
  const slash = path.indexOf("/");
  if (slash === -1) return [undefined, path];
  const first = path.slice(0, slash);
  const isRegistry = /[.:]/.test(first) || first === "localhost";
  return isRegistry ? [first, path.slice(slash + 1)] : [undefined, path];
}

function checkRegistry(text: string, registry: string): void {
  const port = Number(/:([0-9]+)$/.exec(registry)?.[1] ?? 1);
  if (!REGISTRY.test(registry) || port < 1 || port > 65_535) {
    throw malformed(text, `has "${registry}" in the place of a registry host`, "A registry is host or host:port.");
  }
}

function checkName(text: string, name: string): void {
  if (name.length > NAME_LIMIT) {
    throw new ImageError("too-long", `The name in "${text}" is longer than ${NAME_LIMIT} characters.`, "Shorten it.");
  }
  for (const component of name.split("/")) {
    if (COMPONENT.test(component)) continue;
    if (COMPONENT.test(component.toLowerCase())) {
      const lower = text.replace(name, name.toLowerCase());
      throw new ImageError(
        "uppercase",
        `"${text}" has upper-case letters in its name; registries accept only lower case.`,
        `Write ${lower}. In a workflow, lower-case an owner or branch name in a run step: \${GITHUB_REPOSITORY,,}`,
      );
    }
    const part = component === "" ? "an empty part" : `"${component}"`;
    throw malformed(text, `has ${part} in the place of a name`, FORMAT);
  }
}

function checkTag(text: string, tag: string): void {
  const problem = tagProblem(tag);
  if (problem !== undefined) throw malformed(text, `has the tag "${tag}", which ${problem}`, FORMAT);
}

function checkDigest(text: string, digest: string): void {
  const problem = digestProblem(digest);
  if (problem === undefined) return;
  throw malformed(text, `has the digest "${digest}", which ${problem}`, "Copy the complete digest, in lower case.");
}

function malformed(text: string, problem: string, next: string): ImageError {
  return new ImageError("malformed", `"${text}" is not an image reference: it ${problem}.`, next);
}
