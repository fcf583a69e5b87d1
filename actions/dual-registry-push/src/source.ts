// Finds out where `image` is. Only a reference that may be in the engine or in a registry is looked up in both, and if they
// have different images with that name, the user must say which one to use.
import type { Log } from "@deploy-actions/contract";
import { type ImageReference, lowerCaseName, parseReference } from "@deploy-actions/image";
import {
  configDigest,
  type ImageSource,
  type Manifest,
  type Registry,
  repositorySource,
} from "@deploy-actions/registry";
import { RuntimeError } from "@deploy-actions/runtime";
import type { EngineImage } from "./engine-image.ts";
import { badInput, PushError } from "./error.ts";

/** The input `source`. */
export type SourceKind = "auto" | "local" | "registry" | "layout" | "archive";

/** Where `image` is, as far as the inputs say. */
export type ImageLocation =
  | { readonly kind: "local"; readonly name: string }
  | { readonly kind: "file"; readonly path: string; readonly image: string | undefined }
  | { readonly kind: "registry" | "either"; readonly text: string; readonly reference: RegistryReference };

/** A reference to look up in a registry. `wanted` is its digest or else its tag. */
type RegistryReference = ImageReference & { readonly registry: string; readonly wanted: string };

/** The image that was found. */
export type FoundImage =
  | { readonly kind: "local"; readonly name: string; readonly image: EngineImage }
  | { readonly kind: "source"; readonly source: ImageSource };

/** Access to where images may be. */
export type ImageSources = {
  readonly inEngine: (name: string) => Promise<EngineImage | undefined>;
  readonly registryFor: (host: string) => Registry;
  readonly inFile: (path: string, image: string | undefined) => Promise<ImageSource>;
  readonly log: Log;
};

const IMAGE_ID = /^(?:sha256:)?[0-9a-f]{64}$/;

/** skopeo's syntax. The format is detected when the file is opened. */
const FILE = /^(?:oci|oci-archive|docker-archive):([^:]+)(?::(.+))?$/;
const BARE_FILE = /^([^:]+)(?::(.+))?$/;

/** Parses the inputs `image` and `source`. Throws PushError or ImageError if they do not go together. */
export function parseLocation(text: string, source: SourceKind): ImageLocation {
  if (source === "layout" || source === "archive") return fileIn(FILE.exec(text) ?? BARE_FILE.exec(text), text);
  if (source === "auto" && FILE.test(text)) return fileIn(FILE.exec(text), text);
  if (IMAGE_ID.test(text) && source !== "registry") return { kind: "local", name: text };
  const reference = parseReference(text);
  if (source === "local") return { kind: "local", name: text };
  const { registry, digest, tag } = reference;
  if (registry === undefined) {
    if (source === "auto" && digest === undefined) return { kind: "local", name: text };
    throw badInput(
      `Input \`image\` does not name a registry: "${text}".`,
      "Put the host before the name, for example ghcr.io/acme/app@sha256:…, or set `source: local` for an image in the engine.",
    );
  }
  const wanted = digest ?? tag;
  if (wanted === undefined) {
    if (source === "auto") return { kind: "local", name: text };
    throw badInput(
      `Input \`image\` has neither tag nor digest: "${text}".`,
      "Add the digest (or a tag with the commit) of the image to promote. There is no default tag.",
    );
  }
  const kind = source === "registry" || digest !== undefined ? "registry" : "either";
  return { kind, text, reference: { ...reference, registry, wanted } };
}

function fileIn(parts: RegExpExecArray | null, text: string): ImageLocation {
  const [, path, image] = parts ?? [];
  if (path !== undefined) return { kind: "file", path, image };
  throw badInput(
    `Input \`image\` does not name a file: "${text}".`,
    "Use oci:PATH[:NAME] or docker-archive:PATH[:NAME].",
  );
}

/** The text with the image's name in lower case, and a notice if that changed it. A file name is not changed. */
export function lowercaseImage(
  text: string,
  source: SourceKind,
): { readonly text: string; readonly notices: readonly string[] } {
  const isFile = source === "layout" || source === "archive" || (source === "auto" && FILE.test(text));
  const lower = isFile ? text : lowerCaseName(text);
  if (lower === text) return { text, notices: [] };
  return {
    text: lower,
    notices: [`Input \`image\`: ${text} was changed to ${lower}, because registries only accept lower case.`],
  };
}

/** Finds the image. Throws PushError `no-image` or `ambiguous`, or what engine or registry threw. */
export async function findImage(location: ImageLocation, sources: ImageSources): Promise<FoundImage> {
  switch (location.kind) {
    case "local":
      return inEngine(location.name, await sources.inEngine(location.name));
    case "registry":
      return inRegistry(location.reference, sources, await digestIn(location.reference, sources));
    case "file":
      return { kind: "source", source: await sources.inFile(location.path, location.image) };
    case "either":
      return inEither(location.text, location.reference, sources);
  }
}

/** Whether the engine's image and the registry's manifest are the same image. */
export function isSameImage(image: EngineImage, manifest: Manifest): boolean {
  return image.id === manifest.digest || image.digests.includes(manifest.digest) || image.id === configDigest(manifest);
}

async function inEither(text: string, reference: RegistryReference, sources: ImageSources): Promise<FoundImage> {
  const image = await ifEngine(sources, () => sources.inEngine(text));
  const digest = await digestIn(reference, sources).catch((error) => {
    if (image === undefined) throw error;
    sources.log.info(`${text} is in the engine. Could not check ${reference.registry}: ${error.message}`);
    return undefined;
  });
  if (digest === undefined) return inEngine(text, image, reference.registry);
  const found = await inRegistry(reference, sources, digest);
  if (image === undefined || isSameImage(image, found.source.root)) return found;
  throw new PushError("ambiguous", {
    message: `"${text}" is a different image in the engine (${image.id}) than in ${reference.registry} (${digest}).`,
    next: "Say which one to use: `source: local` or `source: registry`, or the digest.",
  });
}

/** Without an engine, an image in a registry can still be promoted. */
async function ifEngine<T>(sources: ImageSources, find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof RuntimeError && (error.reason === "no-docker" || error.reason === "no-engine"))) throw error;
    sources.log.debug(error.message);
    return undefined;
  }
}

function inEngine(name: string, image: EngineImage | undefined, registry?: string): FoundImage {
  if (image !== undefined) return { kind: "local", name, image };
  throw new PushError("no-image", {
    message: `There is no image "${name}" in the engine${registry === undefined ? "" : ` or in ${registry}`}.`,
    next:
      registry === undefined
        ? "Build it in an earlier step of the same job (`docker build --load`), or put a registry's host before the name to promote an image from there."
        : "Check its name and tag. The build must have pushed it, or loaded it into this job's engine.",
  });
}

async function digestIn(
  { registry, name, wanted }: RegistryReference,
  sources: ImageSources,
): Promise<string | undefined> {
  return sources.registryFor(registry).resolveDigest(name, wanted);
}

async function inRegistry(reference: RegistryReference, sources: ImageSources, digest: string | undefined) {
  const { registry: host, name, wanted } = reference;
  const registry = sources.registryFor(host);
  if (digest === undefined) {
    throw new PushError("no-image", {
      message: `There is no ${name} ${wanted} in ${host}.`,
      next: "Check the name and tag, that the build pushed it, and that the credentials may read it.",
    });
  }
  const manifest = await registry.getManifest(name, digest);
  return { kind: "source", source: repositorySource({ registry, name }, manifest) } as const;
}
