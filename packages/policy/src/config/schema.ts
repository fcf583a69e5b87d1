// The schema of `.github/immutable-tags.yml`. All scalars are read as text (YAML's failsafe schema), so the tag `1.10` is not turned into a
// number. Each error message completes "… must be".
import { z } from "zod/mini";

const GLOB_LENGTH = 200;
const ENTRIES = 500;

const globs = (example: string) =>
  z.array(glob(example), { error: `a list of globs such as ${example}` }).check(z.maxLength(ENTRIES));
const reason = must("a short explanation").check(z.trim(), z.minLength(1));
const expires = z.optional(z.iso.date({ error: "a valid date such as 2027-01-31" }));

const allowedImage = z.strictObject(
  { image: glob("ghcr.io/acme/* or postgres"), reason, expires },
  { error: "an entry with image and reason" },
);

const allowedTag = z.strictObject(
  { tag: glob("nightly-*, or semver or run-id"), images: z.optional(glob("ghcr.io/acme/*")), reason, expires },
  { error: "an entry with tag and reason" },
);

const paths = z.strictObject(
  { include: z.optional(globs("services/**")), exclude: z.optional(globs("k8s/dev/**")) },
  { error: "a mapping with include, exclude or both" },
);

const severity = z.enum(["error", "warning", "note", "off"], { error: "error, warning, note or off" });

const owner = z
  .string()
  .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/, { error: "the name of an owner, such as acme" }));

export const configFile = z.strictObject(
  {
    version: z.literal("1", { error: "1" }),
    "allow-images": z.optional(
      z.array(allowedImage, { error: "a list of entries with image and reason" }).check(z.maxLength(ENTRIES)),
    ),
    "allow-tags": z.optional(
      z.array(allowedTag, { error: "a list of entries with tag and reason" }).check(z.maxLength(ENTRIES)),
    ),
    severities: z.optional(
      z.record(z.string(), severity, { error: "a mapping of rules to error, warning, note or off" }),
    ),
    paths: z.optional(paths),
    "own-owners": z.optional(z.array(owner, { error: "a list of owners such as acme" }).check(z.maxLength(ENTRIES))),
    "deploy-jobs": z.optional(globs("release-*")),
    "build-jobs": z.optional(globs("image-*")),
  },
  { error: "a mapping that starts with version: 1" },
);

export type ConfigFile = z.infer<typeof configFile>;

/** The keys allowed in the mapping at a path; empty if any key is allowed. */
export function keysAt([first]: readonly PropertyKey[]): readonly string[] {
  if (first === undefined) return Object.keys(configFile.shape);
  if (first === "allow-images") return Object.keys(allowedImage.shape);
  if (first === "allow-tags") return Object.keys(allowedTag.shape);
  return first === "paths" ? Object.keys(paths.shape) : [];
}

function glob(example: string) {
  return must(`a glob such as ${example}`).check(
    z.minLength(1),
    z.maxLength(GLOB_LENGTH),
    z.refine((text) => !/^!|[[\]{}]/.test(text), { error: `a glob that uses only *, ** and ?, such as ${example}` }),
  );
}

function must(be: string) {
  return z.string({ error: be });
}
