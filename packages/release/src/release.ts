// What a release is: the images and the configuration that an app runs in one environment. It never changes, and its id is made from what
// it consists of, so that the same inputs always mean the same release.
import { createHash } from "node:crypto";
import { formatReference, type PinnedImage } from "@deploy-actions/image";
import { z } from "zod/mini";

/** The first 16 hex digits of a sha256. */
export const ReleaseId = z.string().check(z.regex(/^[0-9a-f]{16}$/));

/** A path below a release's folder, with no way out of it. */
const Below = z.string().check(z.regex(/^(?!\/|.*(?:^|[\\/])\.\.(?:[\\/]|$))./));

export const Release = z.object({
  id: ReleaseId,
  app: z.string(),
  environment: z.string(),
  /** Service → image with digest. */
  images: z.record(z.string(), z.string()),
  /** See `configHashOf`. */
  configHash: z.string(),
  /** The compose files, in the order Compose is given them. Releases of before this was kept have the one. */
  composeFiles: z._default(z.array(Below), ["compose.yml"]),
  /** The files that those `extend` or `include`. */
  composeParts: z._default(z.array(Below), []),
  /** Names of the variables it cannot do without; their values are never kept. */
  variables: z.array(z.string()),
  /** Names with a default of their own that were given when it was made first: without them it may mean something else. */
  optional: z._default(z.array(z.string()), []),
  /** The commit of the workflow that made it first. */
  commit: z.optional(z.string()),
  /** ISO 8601. */
  createdAt: z.string(),
});
export type Release = z.output<typeof Release>;

/** Compose files as they are kept. */
export type KeptCompose = {
  /** Path below the release's folder → text. */
  readonly texts: ReadonlyMap<string, string>;
  /** Those that Compose is given, in order; it finds the others from these. */
  readonly files: readonly string[];
};

/** What a release consists of. */
export type Content = {
  readonly app: string;
  readonly environment: string;
  readonly images: Readonly<Record<string, PinnedImage>>;
  readonly compose: KeptCompose;
  readonly variables: readonly string[];
  readonly optional: readonly string[];
};

/** How an app's health is judged is not part of its identity: another policy over the same containers is no other release. */
export function releaseOf(content: Content, made: { readonly at: Date; readonly commit?: string }): Release {
  const images = Object.fromEntries(
    Object.entries(content.images)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([service, image]) => [service, formatReference(image)]),
  );
  const configHash = configHashOf(content.compose);
  const identity = [content.app, content.environment, images, configHash];
  return {
    id: sha256(JSON.stringify(identity)).slice(0, 16),
    app: content.app,
    environment: content.environment,
    images,
    configHash,
    composeFiles: [...content.compose.files],
    composeParts: [...content.compose.texts.keys()].filter((path) => !content.compose.files.includes(path)).sort(),
    variables: [...content.variables],
    optional: [...content.optional],
    ...(made.commit === undefined ? {} : { commit: made.commit }),
    createdAt: made.at.toISOString(),
  };
}

/** sha256 over every text and the order of the files; of a single `compose.yml`, as it was kept once, over its text alone. */
export function configHashOf({ texts, files }: KeptCompose): string {
  const [only, ...others] = [...texts];
  if (only?.[0] === "compose.yml" && others.length === 0) return sha256(only[1]);
  return sha256(JSON.stringify([files, [...texts].sort(([a], [b]) => (a < b ? -1 : 1))]));
}

/** sha256 in hex. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
