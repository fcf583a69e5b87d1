// Decides where `image` is. What the reference itself says counts first; only a reference that could be both is looked
// for in both places, and where they hold different images under one name the user must say which is meant.
import { type ImageReference, parseReference } from "@deploy-actions/image";
import { configDigest, type Log, type Manifest, type Registry } from "@deploy-actions/registry";
import { RuntimeError } from "@deploy-actions/runtime";
import type { EngineImage } from "./engine-image.ts";
import { PushError } from "./error.ts";

/** What the reference and the input `source` say by themselves. */
export type Claim =
  | { readonly kind: "local"; readonly name: string }
  | { readonly kind: "registry" | "either"; readonly text: string; readonly reference: RegistryReference };

/** A reference that a registry can be asked for. `wanted` is its digest, else its tag. */
type RegistryReference = ImageReference & { readonly registry: string; readonly wanted: string };

/** Where the image was found. */
export type Found =
  | { readonly kind: "local"; readonly name: string; readonly image: EngineImage }
  | { readonly kind: "registry"; readonly registry: Registry; readonly name: string; readonly manifest: Manifest };

/** The two places, as this decision needs them. */
export type Places = {
  readonly inEngine: (name: string) => Promise<EngineImage | undefined>;
  readonly registryFor: (host: string) => Registry;
  readonly log: Log;
};

const IMAGE_ID = /^(?:sha256:)?[0-9a-f]{64}$/;

/** Reads `image` under the input `source`. Throws PushError or ImageError where the two cannot go together. */
export function claimOf(text: string, source: "auto" | "local" | "registry"): Claim {
  if (IMAGE_ID.test(text) && source !== "registry") return { kind: "local", name: text };
  const reference = parseReference(text);
  if (source === "local") return { kind: "local", name: text };
  const { registry, digest, tag } = reference;
  if (registry === undefined) {
    if (source === "auto" && digest === undefined) return { kind: "local", name: text };
    throw new PushError("bad-input", {
      message: `Input \`image\` names no registry: "${text}".`,
      next: "Write its host before the name, for example ghcr.io/acme/app@sha256:…; for an image in the engine set `source: local`.",
    });
  }
  const wanted = digest ?? tag;
  if (wanted === undefined) {
    if (source === "auto") return { kind: "local", name: text };
    throw new PushError("bad-input", {
      message: `Input \`image\` has neither tag nor digest: "${text}".`,
      next: "Add the digest (or a tag that carries the commit) of the image to promote; no tag is filled in.",
    });
  }
  const kind = source === "registry" || digest !== undefined ? "registry" : "either";
  return { kind, text, reference: { ...reference, registry, wanted } };
}

/** Finds the image. Throws PushError `no-image` or `ambiguous`, or what engine or registry threw. */
export async function find(claim: Claim, places: Places): Promise<Found> {
  switch (claim.kind) {
    case "local":
      return inEngine(claim.name, await places.inEngine(claim.name));
    case "registry":
      return inRegistry(claim.reference, places, await digestIn(claim.reference, places));
    case "either":
      return inEither(claim.text, claim.reference, places);
  }
}

/** True when the engine's image and the registry's manifest are the same image. */
export function isSameImage(image: EngineImage, manifest: Manifest): boolean {
  return image.id === manifest.digest || image.digests.includes(manifest.digest) || image.id === configDigest(manifest);
}

async function inEither(text: string, reference: RegistryReference, places: Places): Promise<Found> {
  const image = await withoutEngineToo(places, () => places.inEngine(text));
  const digest = await digestIn(reference, places).catch((error) => {
    if (image === undefined) throw error;
    places.log.info(`${text} is in the engine; ${reference.registry} could not be asked: ${error.message}`);
    return undefined;
  });
  if (digest === undefined) return inEngine(text, image, reference.registry);
  const found = await inRegistry(reference, places, digest);
  if (image === undefined || isSameImage(image, found.manifest)) return found;
  throw new PushError("ambiguous", {
    message: `"${text}" is one image in the engine (${image.id}) and another in ${reference.registry} (${digest}).`,
    next: "Say which one is meant: `source: local` or `source: registry`, or give the digest.",
  });
}

/** A runner without docker can still promote what is in a registry. */
async function withoutEngineToo<T>(places: Places, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof RuntimeError && (error.reason === "no-docker" || error.reason === "no-engine"))) throw error;
    places.log.debug(error.message);
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

async function digestIn({ registry, name, wanted }: RegistryReference, places: Places): Promise<string | undefined> {
  return places.registryFor(registry).resolveDigest(name, wanted);
}

async function inRegistry(reference: RegistryReference, places: Places, digest: string | undefined) {
  const { registry: host, name, wanted } = reference;
  const registry = places.registryFor(host);
  if (digest === undefined) {
    throw new PushError("no-image", {
      message: `There is no ${name} ${wanted} in ${host}.`,
      next: "Check name and tag, that the build pushed it, and that the credentials may read it.",
    });
  }
  return { kind: "registry", registry, name, manifest: await registry.getManifest(name, digest) } as const;
}
