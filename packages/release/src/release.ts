// A release is the images and the configuration that an app runs in one environment. It is immutable, and its id is derived from its content,
// so that the same inputs always give the same release.
import { createHash } from "node:crypto";
import { formatReference, type PinnedImage } from "@deploy-actions/image";
import { z } from "zod/mini";

/** The first 16 hex digits of a sha256. */
export const ReleaseId = z.string().check(z.regex(/^[0-9a-f]{16}$/));

/** A relative path that stays inside the release's folder. */
const RelativePath = z.string().check(z.regex(/^(?!\/|.*(?:^|[\\/])\.\.(?:[\\/]|$))./));

export const Release = z.object({
  id: ReleaseId,
  app: z.string(),
  environment: z.string(),
  /** Service → image with digest. */
  images: z.record(z.string(), z.string()),
  /** See `configHashOf`. */
  configHash: z.string(),
  /** The compose files, in the order Compose gets them. Releases stored before this field existed have only `compose.yml`. */
  composeFiles: z._default(z.array(RelativePath), ["compose.yml"]),
  /** The files that the compose files `extend` or `include`. */
  composeParts: z._default(z.array(RelativePath), []),
  /** Names of the variables that it requires; their values are never stored. */
  variables: z.array(z.string()),
  /** Names of variables that have a default and were given when the release was created: without them it may mean something else. */
  optional: z._default(z.array(z.string()), []),
  /** The commit of the workflow that created it. */
  commit: z.optional(z.string()),
  /** ISO 8601. */
  createdAt: z.string(),
});
export type Release = z.output<typeof Release>;

/** Compose files as they are stored. */
export type KeptCompose = {
  /** Path below the release's folder → text. */
  readonly texts: ReadonlyMap<string, string>;
  /** The files given to Compose, in order; they refer to the others. */
  readonly files: readonly string[];
};

export type ReleaseContent = {
  readonly app: string;
  readonly environment: string;
  readonly images: Readonly<Record<string, PinnedImage>>;
  readonly compose: KeptCompose;
  readonly variables: readonly string[];
  readonly optional: readonly string[];
};

/** The health policy is not part of the id: a new policy for the same containers is not a new release. */
export function releaseOf(content: ReleaseContent, created: { readonly at: Date; readonly commit?: string }): Release {
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
    ...(created.commit === undefined ? {} : { commit: created.commit }),
    createdAt: created.at.toISOString(),
  };
}

/** sha256 of every text and the order of the files. For a single `compose.yml`, as earlier versions stored it, of its text alone. */
export function configHashOf({ texts, files }: KeptCompose): string {
  const [only, ...others] = [...texts];
  if (only?.[0] === "compose.yml" && others.length === 0) return sha256(only[1]);
  return sha256(JSON.stringify([files, [...texts].sort(([a], [b]) => (a < b ? -1 : 1))]));
}

/** sha256 in hex. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
