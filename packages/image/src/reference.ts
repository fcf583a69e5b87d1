// Reads and writes image references, `[registry/]name[:tag][@digest]`, after the grammar of the distribution project's
// `reference` package. Nothing is filled in: a reference without a registry has none, one without a tag has none.
import { ImageError } from "./error.ts";

/** A parsed reference. `name` includes the path (`acme/app`); `registry` may carry a port; `digest` is `sha256:<hex>` or `sha512:<hex>`. */
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
const SHAPE = "Write [registry/]name[:tag][@sha256:<64 hex digits>], for example ghcr.io/acme/app:sha-0a1b2c3.";

/** Parses a reference. Throws {@link ImageError} that says which part is wrong and what would be right. */
export function parseReference(text: string): ImageReference {
  refuseWhatIsNoReference(text);
  const [beforeDigest, digest] = cut(text, text.indexOf("@"));
  if (digest !== undefined) checkDigest(text, digest);
  const [path, tag] = cut(beforeDigest, tagSeparator(beforeDigest));
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

/** `registry/name`, or the name alone where no registry was given. */
export function repositoryOf(ref: ImageReference): string {
  return ref.registry === undefined ? ref.name : `${ref.registry}/${ref.name}`;
}

/**
 * A reference with its name in lower case, as registries want it: an owner on GitHub may have capitals, an image may not.
 * Tag and digest stay as they are. What is no reference comes back as it is but for its capitals.
 */
export function lowerCased(text: string): string {
  const [beforeDigest] = cut(text, text.indexOf("@"));
  const [path] = cut(beforeDigest, tagSeparator(beforeDigest));
  return path.toLowerCase() + text.slice(path.length);
}

/** Why a text cannot be a tag, or undefined when it can. For inputs that take tags alone. */
export function tagProblem(tag: string): string | undefined {
  if (TAG.test(tag)) return undefined;
  if (tag.length > 128) return `is ${tag.length} characters long; a tag has at most 128`;
  if (tag.includes("/")) return 'contains "/"; give the tag alone, and replace the slashes of a branch name by "-"';
  if (tag.includes(":") || tag.includes("@")) return "is a whole reference; give the tag alone";
  return 'may hold only letters, digits, "_", "." and "-", and may not begin with "." or "-"';
}

function refuseWhatIsNoReference(text: string): void {
  if (text === "") throw new ImageError("empty", "The image reference is empty.", SHAPE);
  if (text.length > TEXT_LIMIT) {
    throw new ImageError("too-long", `An image reference of ${text.length} characters cannot be one.`, SHAPE);
  }
  if (/[${}]/.test(text)) {
    throw new ImageError(
      "unexpanded",
      `"${text}" still holds a variable that nothing replaced.`,
      "Expand the variable before this step, or look for the misspelt name that left it as it is.",
    );
  }
  if (/\s/.test(text))
    throw malformed(text, "contains white space", "Give one reference, without blanks or line ends.");
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  if (scheme)
    throw malformed(text, `begins with "${scheme[0]}"`, `Leave the scheme out: ${text.slice(scheme[0].length)}`);
  if (BARE_ID.test(text)) {
    throw malformed(text, "is a digest or image id alone and names no image", "Put the name before it: name@sha256:…");
  }
}

/** A colon after the last slash begins a tag; one before it belongs to the registry's port. */
function tagSeparator(text: string): number {
  const colon = text.lastIndexOf(":");
  return colon > text.lastIndexOf("/") ? colon : -1;
}

function cut(text: string, at: number): [string, string | undefined] {
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** The first component is a registry when it could not be a name: it has a dot or a port, or is `localhost`. */
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
    throw malformed(text, `has "${registry}" where a registry host belongs`, "A registry is host or host:port.");
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
        `"${text}" has capital letters in its name, and registries take lower case only.`,
        `Write ${lower}. In a workflow, lower-case an owner or branch name in a run step: \${GITHUB_REPOSITORY,,}`,
      );
    }
    const what = component === "" ? "an empty part" : `"${component}"`;
    throw malformed(text, `has ${what} where a name belongs`, SHAPE);
  }
}

function checkTag(text: string, tag: string): void {
  const problem = tagProblem(tag);
  if (problem !== undefined) throw malformed(text, `has the tag "${tag}", which ${problem}`, SHAPE);
}

function checkDigest(text: string, digest: string): void {
  if (DIGEST.test(digest)) return;
  const hex = /^sha256:([0-9a-fA-F]*)$/.exec(digest)?.[1];
  const why =
    hex === undefined
      ? "is not sha256: followed by 64 hex digits"
      : hex.length === 64
        ? "has capital letters"
        : `has ${hex.length} hex digits instead of 64`;
  throw malformed(text, `has the digest "${digest}", which ${why}`, "Copy the whole digest, in lower case.");
}

function malformed(text: string, what: string, next: string): ImageError {
  return new ImageError("malformed", `"${text}" is not an image reference: it ${what}.`, next);
}
