// What is attached to an image from outside: signatures, SBOMs, attestations that name it as their subject. Registries list
// them by the referrers API, or, where they have none, under the tag `sha256-<hex>` (OCI Distribution Specification 1.1,
// "Listing referrers" and its fallback); cosign before 3 uses tags of its own.
import { z } from "zod/mini";
import { readBody } from "../body.ts";
import { RegistryError } from "../error.ts";
import { type Descriptor, DescriptorShape } from "../manifest.ts";
import type { Place } from "../place.ts";
import { asManifest } from "./made-manifest.ts";

/** A referrer as its registry lists it, with `artifactType` and annotations where it has them. */
export type Referrer = Descriptor & Readonly<Record<string, unknown>>;

/** `listed`: by the registry itself, or under the fallback tag, which whoever attaches something must keep up to date. */
export type Referrers = { readonly listed: "by the registry" | "under a tag"; readonly all: readonly Referrer[] };

const Index = z.object({ manifests: z.array(z.looseObject(DescriptorShape.shape)) });
const INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
const LARGEST_LIST = 4 * 1024 * 1024;
const MOST_PAGES = 50;
/** What registries without the API answer. */
const NO_API = [400, 404, 405, 406, 501];

/** What names `digest` as its subject. Throws {@link RegistryError}. */
export async function referrersOf(place: Place, digest: string): Promise<Referrers> {
  const all: Referrer[] = [];
  let url: string | URL | undefined = `${place.registry.path(place.name)}/referrers/${digest}`;
  for (let page = 0; url !== undefined && page < MOST_PAGES; page++) {
    const answer: Page | undefined = await pageAt(place, url, digest);
    if (answer === undefined) return { listed: "under a tag", all: await underTag(place, digest) };
    all.push(...answer.referrers);
    url = answer.next;
  }
  return { listed: "by the registry", all };
}

/** The tag under which a registry without the API has an image's referrers. */
export function fallbackTag(digest: string): string {
  return digest.replace(":", "-");
}

/** The tags that cosign before 3 sets, in the order it looks for them. */
export function cosignTags(digest: string): string[] {
  return [".sig", ".att", ".sbom"].map((ending) => `${fallbackTag(digest)}${ending}`);
}

/** Adds referrers to the fallback tag; those that others added meanwhile stay. Throws where somebody else writes it all the time. */
export async function addToFallback(place: Place, digest: string, added: readonly Referrer[]): Promise<void> {
  const { registry, name } = place;
  const tag = fallbackTag(digest);
  for (let attempt = 0; attempt < 5; attempt++) {
    const there = await underTag(place, digest);
    const missing = added.filter((each) => !there.some((known) => known.digest === each.digest));
    if (missing.length === 0) return;
    const index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [...there, ...missing] };
    await registry.putManifest(name, tag, asManifest(INDEX_TYPE, index));
  }
  throw new RegistryError({
    reason: "rejected",
    message: `${registry.host} does not keep what is written under ${name}:${tag}.`,
    state: "The image's signatures and attestations are in the repository, but not all of them are listed.",
    next: "See who else writes this tag at the same time, then run this step again.",
  });
}

type Page = { readonly referrers: readonly Referrer[]; readonly next: URL | undefined };

async function pageAt({ registry, name }: Place, url: string | URL, digest: string): Promise<Page | undefined> {
  const asked = `list what is attached to ${name}@${digest}`;
  const ask = { method: "GET", url, scopes: [registry.scope(name)], headers: { accept: INDEX_TYPE }, asked } as const;
  return registry.transport.send({ ...ask, expect: [200, ...NO_API] }, async (answer, guard) => {
    if (answer.status !== 200) {
      await answer.body?.cancel();
      return undefined;
    }
    const next = /<([^>]+)>\s*;\s*rel="?next"?/.exec(answer.headers.get("link") ?? "")?.[1];
    const referrers = listedIn(await readBody(answer, LARGEST_LIST, guard));
    if (referrers === undefined) return undefined; // a page of something else: there is no API
    return { referrers, next: next === undefined ? undefined : new URL(next, answer.url) };
  });
}

async function underTag({ registry, name }: Place, digest: string): Promise<readonly Referrer[]> {
  const tag = fallbackTag(digest);
  if ((await registry.resolveDigest(name, tag)) === undefined) return [];
  return listedIn((await registry.getManifest(name, tag)).bytes) ?? [];
}

function listedIn(bytes: Uint8Array): readonly Referrer[] | undefined {
  try {
    return Index.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data?.manifests;
  } catch {
    return undefined;
  }
}
