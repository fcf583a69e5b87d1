// Decides where `image` is. What the text itself says counts first; only a reference that could be both is looked for in
// both places, and where they hold different images under one name the user must say which is meant.
import { type ImageReference, lowerCased, parseReference } from "@deploy-actions/image";
import {
  configDigest,
  type ImageSource,
  type Log,
  type Manifest,
  type Registry,
  repositorySource,
} from "@deploy-actions/registry";
import { RuntimeError } from "@deploy-actions/runtime";
import type { EngineImage } from "./engine-image.ts";
import { badInput, PushError } from "./error.ts";

/** The input `source`. */
export type Kind = "auto" | "local" | "registry" | "layout" | "archive";

/** What `image` and the input `source` say by themselves. */
export type Claim =
  | { readonly kind: "local"; readonly name: string }
  | { readonly kind: "file"; readonly path: string; readonly image: string | undefined }
  | { readonly kind: "registry" | "either"; readonly text: string; readonly reference: RegistryReference };

/** A reference that a registry can be asked for. `wanted` is its digest, else its tag. */
type RegistryReference = ImageReference & { readonly registry: string; readonly wanted: string };

/** Where the image was found. */
export type Found =
  | { readonly kind: "local"; readonly name: string; readonly image: EngineImage }
  | { readonly kind: "whole"; readonly source: ImageSource };

/** The places to look in, as this decision needs them. */
export type Places = {
  readonly inEngine: (name: string) => Promise<EngineImage | undefined>;
  readonly registryFor: (host: string) => Registry;
  readonly inFile: (path: string, image: string | undefined) => Promise<ImageSource>;
  readonly log: Log;
};

const IMAGE_ID = /^(?:sha256:)?[0-9a-f]{64}$/;

/** As skopeo writes them. What kind of file it is shows when it is opened. */
const FILE = /^(?:oci|oci-archive|docker-archive):([^:]+)(?::(.+))?$/;
const BARE_FILE = /^([^:]+)(?::(.+))?$/;

/** Reads `image` under the input `source`. Throws PushError or ImageError where the two cannot go together. */
export function claimOf(text: string, source: Kind): Claim {
  if (source === "layout" || source === "archive") return fileIn(FILE.exec(text) ?? BARE_FILE.exec(text), text);
  if (source === "auto" && FILE.test(text)) return fileIn(FILE.exec(text), text);
  if (IMAGE_ID.test(text) && source !== "registry") return { kind: "local", name: text };
  const reference = parseReference(text);
  if (source === "local") return { kind: "local", name: text };
  const { registry, digest, tag } = reference;
  if (registry === undefined) {
    if (source === "auto" && digest === undefined) return { kind: "local", name: text };
    throw badInput(
      `Input \`image\` names no registry: "${text}".`,
      "Write its host before the name, for example ghcr.io/acme/app@sha256:…; for an image in the engine set `source: local`.",
    );
  }
  const wanted = digest ?? tag;
  if (wanted === undefined) {
    if (source === "auto") return { kind: "local", name: text };
    throw badInput(
      `Input \`image\` has neither tag nor digest: "${text}".`,
      "Add the digest (or a tag that carries the commit) of the image to promote; no tag is filled in.",
    );
  }
  const kind = source === "registry" || digest !== undefined ? "registry" : "either";
  return { kind, text, reference: { ...reference, registry, wanted } };
}

function fileIn(parts: RegExpExecArray | null, text: string): Claim {
  const [, path, image] = parts ?? [];
  if (path !== undefined) return { kind: "file", path, image };
  throw badInput(`Input \`image\` names no file: "${text}".`, "Write oci:PATH[:NAME] or docker-archive:PATH[:NAME].");
}

/** The text with the capitals of an image's name lowered, and what to say of it; a file is named as it is. */
export function lowered(text: string, source: Kind): { readonly text: string; readonly notices: readonly string[] } {
  const isFile = source === "layout" || source === "archive" || (source === "auto" && FILE.test(text));
  const lower = isFile ? text : lowerCased(text);
  if (lower === text) return { text, notices: [] };
  return {
    text: lower,
    notices: [`Input \`image\`: ${text} is read as ${lower}, since registries take lower case only.`],
  };
}

/** Finds the image. Throws PushError `no-image` or `ambiguous`, or what engine or registry threw. */
export async function find(claim: Claim, repositories: Places): Promise<Found> {
  switch (claim.kind) {
    case "local":
      return inEngine(claim.name, await repositories.inEngine(claim.name));
    case "registry":
      return inRegistry(claim.reference, repositories, await digestIn(claim.reference, repositories));
    case "file":
      return { kind: "whole", source: await repositories.inFile(claim.path, claim.image) };
    case "either":
      return inEither(claim.text, claim.reference, repositories);
  }
}

/** True when the engine's image and the registry's manifest are the same image. */
export function isSameImage(image: EngineImage, manifest: Manifest): boolean {
  return image.id === manifest.digest || image.digests.includes(manifest.digest) || image.id === configDigest(manifest);
}

async function inEither(text: string, reference: RegistryReference, repositories: Places): Promise<Found> {
  const image = await withoutEngineToo(repositories, () => repositories.inEngine(text));
  const digest = await digestIn(reference, repositories).catch((error) => {
    if (image === undefined) throw error;
    repositories.log.info(`${text} is in the engine; ${reference.registry} could not be asked: ${error.message}`);
    return undefined;
  });
  if (digest === undefined) return inEngine(text, image, reference.registry);
  const found = await inRegistry(reference, repositories, digest);
  if (image === undefined || isSameImage(image, found.source.root)) return found;
  throw new PushError("ambiguous", {
    message: `"${text}" is one image in the engine (${image.id}) and another in ${reference.registry} (${digest}).`,
    next: "Say which one is meant: `source: local` or `source: registry`, or give the digest.",
  });
}

/** A runner without docker can still promote what is in a registry. */
async function withoutEngineToo<T>(repositories: Places, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof RuntimeError && (error.reason === "no-docker" || error.reason === "no-engine"))) throw error;
    repositories.log.debug(error.message);
    return undefined;
  }
}

function inEngine(name: string, image: EngineImage | undefined, registry?: string): Found {
  if (image !== undefined) return { kind: "local", name, image };
  throw new PushError("no-image", {
    message: `There is no image "${name}" in the engine${registry === undefined ? "" : `, nor in ${registry}`}.`,
    next:
      registry === undefined
        ? "Build it in an earlier step of the same job (`docker build --load`), or write a registry's host before the name to promote an image from there."
        : "Check its name and tag; the build must have pushed it, or have loaded it into this job's engine.",
  });
}

async function digestIn(
  { registry, name, wanted }: RegistryReference,
  repositories: Places,
): Promise<string | undefined> {
  return repositories.registryFor(registry).resolveDigest(name, wanted);
}

async function inRegistry(reference: RegistryReference, repositories: Places, digest: string | undefined) {
  const { registry: host, name, wanted } = reference;
  const registry = repositories.registryFor(host);
  if (digest === undefined) {
    throw new PushError("no-image", {
      message: `There is no ${name} ${wanted} in ${host}.`,
      next: "Check name and tag, that the build pushed it, and that the credentials may read it.",
    });
  }
  const manifest = await registry.getManifest(name, digest);
  return { kind: "whole", source: repositorySource({ registry, name }, manifest) } as const;
}
