// What refers to an image: signatures, SBOMs and attestations that name it as their subject. Registries list them with the
// referrers API or, if they do not have it, under the fallback tag `sha256-<hex>` (OCI Distribution Specification 1.1,
// "Listing referrers"). Cosign before 3 uses tags of its own.

import { cut } from "@deploy-actions/untrusted/text";
import { z } from "zod/mini";
import { unexpectedResponse } from "../auth/realm.ts";
import { type Descriptor, DescriptorShape } from "../client/manifest.ts";
import type { Repository } from "../client/registry.ts";
import { readBody } from "../http/body.ts";
import { RegistryError } from "../http/error.ts";
import { parseJson } from "../http/json.ts";
import { encodeManifest } from "../source/new-manifest.ts";

/** A referrer as its registry lists it, with `artifactType` and annotations if it has them. */
export type Referrer = Descriptor & Readonly<Record<string, unknown>>;

/** `listed`: by the registry itself, or in the fallback tag, which clients must keep up to date. */
export type Referrers = { readonly listed: "by registry" | "by tag"; readonly all: readonly Referrer[] };

const Index = z.object({ manifests: z.array(z.looseObject(DescriptorShape.shape)) });
const INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
const MAX_LIST = 4 * 1024 * 1024;
const MAX_PAGES = 50;
/** The statuses of registries without the API. */
const NO_API = [400, 404, 405, 406, 501];

/** Everything with `digest` as its subject. Throws {@link RegistryError}. */
export async function referrersOf(repository: Repository, digest: string): Promise<Referrers> {
  const all: Referrer[] = [];
  let url: string | URL | undefined = `${repository.registry.path(repository.name)}/referrers/${digest}`;
  for (let page = 0; url !== undefined && page < MAX_PAGES; page++) {
    const found: Page | undefined = await pageAt(repository, url, digest);
    if (found === undefined) return { listed: "by tag", all: await inFallbackTag(repository, digest) };
    all.push(...found.referrers);
    url = found.next;
  }
  return { listed: "by registry", all };
}

/** The tag that lists an image's referrers in a registry without the API. */
export function fallbackTag(digest: string): string {
  return digest.replace(":", "-");
}

/** The tags of cosign before 3, in the order in which it looks for them. */
export function cosignTags(digest: string): string[] {
  return [".sig", ".att", ".sbom"].map((ending) => `${fallbackTag(digest)}${ending}`);
}

/** Adds referrers to the fallback tag and keeps those that others add at the same time. Throws if it keeps being overwritten. */
export async function addToFallback(repository: Repository, digest: string, added: readonly Referrer[]): Promise<void> {
  const { registry, name } = repository;
  const tag = fallbackTag(digest);
  for (let attempt = 0; attempt < 5; attempt++) {
    const listed = await inFallbackTag(repository, digest);
    const missing = added.filter((each) => !listed.some((known) => known.digest === each.digest));
    if (missing.length === 0) return;
    const index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [...listed, ...missing] };
    await registry.putManifest(name, tag, encodeManifest(INDEX_TYPE, index));
  }
  throw new RegistryError({
    reason: "rejected",
    message: `Could not update ${name}:${tag} in ${registry.host}: it keeps being overwritten.`,
    state: "The image's signatures and attestations are in the repository, but not all of them are listed.",
    next: "Find out what else writes this tag at the same time, then run this step again.",
  });
}

type Page = { readonly referrers: readonly Referrer[]; readonly next: URL | undefined };

async function pageAt({ registry, name }: Repository, url: string | URL, digest: string): Promise<Page | undefined> {
  const asked = `list the referrers of ${name}@${digest}`;
  const request = {
    method: "GET",
    url,
    scopes: [registry.scope(name)],
    headers: { accept: INDEX_TYPE },
    asked,
  } as const;
  return registry.transport.send({ ...request, expect: [200, ...NO_API] }, async (response, stallTimer) => {
    if (response.status !== 200) {
      response.discard();
      return undefined;
    }
    const next = /<([^<>]+)>\s*;\s*rel="?next"?/.exec(response.headers.get("link") ?? "")?.[1];
    const referrers = listedIn(await readBody(response, MAX_LIST, stallTimer));
    if (referrers === undefined) return undefined; // not an index, so there is no API
    return { referrers, next: next === undefined ? undefined : pageNamed(next, new URL(response.url), registry.host) };
  });
}

function pageNamed(next: string, page: URL, host: string): URL {
  const url = URL.parse(next, page.href);
  if (url !== null) return url;
  throw unexpectedResponse(host, `names "${cut(next, 100)}" as the next page of its list, which is not a valid URL`);
}

async function inFallbackTag({ registry, name }: Repository, digest: string): Promise<readonly Referrer[]> {
  const tag = fallbackTag(digest);
  if ((await registry.resolveDigest(name, tag)) === undefined) return [];
  return listedIn((await registry.getManifest(name, tag)).bytes) ?? [];
}

function listedIn(bytes: Uint8Array): readonly Referrer[] | undefined {
  return Index.safeParse(parseJson(bytes)).data?.manifests;
}
