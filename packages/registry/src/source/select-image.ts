// Selects an image from a layout or archive: the only one, or the one with the given name, tag or digest.
import { formatReference, parseReference } from "@deploy-actions/image";
import type { Descriptor } from "../client/manifest.ts";
import { RegistryError } from "../http/error.ts";
import { sentenceCase } from "./files.ts";

/** An image in the file. `names` are as written there: full references or tags. */
export type Candidate<T = Descriptor> = {
  readonly names: readonly string[];
  readonly digest: string;
  readonly value: T;
};

/** The image that `wanted` names. Throws {@link RegistryError} `no-image`, which lists what there is. */
export function selectImage<T>(candidates: readonly Candidate<T>[], wanted: string | undefined, describe: string): T {
  const matching = wanted === undefined ? candidates : candidates.filter((each) => matches(each, wanted));
  const [first] = matching;
  if (first !== undefined && matching.every(({ digest }) => digest === first.digest)) return first.value;
  const what =
    candidates.length === 0
      ? "contains no image"
      : wanted === undefined
        ? `contains ${candidates.length} images`
        : first === undefined
          ? `does not contain "${wanted}"`
          : `contains several images named "${wanted}"`;
  const listed = candidates.slice(0, MAX_LISTED).map(nameOf).join(", ");
  const more = candidates.length > MAX_LISTED ? ` and ${candidates.length - MAX_LISTED} more` : "";
  throw new RegistryError({
    reason: "no-image",
    message: `${sentenceCase(describe)} ${what}${candidates.length === 0 ? "" : `: ${listed}${more}`}.`,
    state: "Nothing was pushed.",
    next:
      candidates.length === 0
        ? "Check the step that wrote it. `docker save NAME` and `docker buildx build --output type=oci,dest=image.tar` write an image."
        : "Select one of them by its name, tag or digest.",
  });
}

const MAX_LISTED = 20;

function nameOf({ names, digest }: Candidate<unknown>): string {
  return names.length === 0 ? digest : names.join(" = ");
}

function matches({ names, digest }: Candidate<unknown>, wanted: string): boolean {
  if (digest === wanted || names.includes(wanted)) return true;
  const full = fullName(wanted);
  return full !== undefined && names.some((name) => fullName(name) === full);
}

/** `app` and `docker.io/library/app:latest` are the same name to Docker. Layouts contain the long form, users write the short one. */
function fullName(text: string): string | undefined {
  try {
    const { registry = "docker.io", name, tag = "latest", digest } = parseReference(text);
    const path = registry === "docker.io" && !name.includes("/") ? `library/${name}` : name;
    return formatReference({ registry, name: path, ...(digest === undefined ? { tag } : { digest }) });
  } catch {
    return undefined; // a digest without a name, or not a valid reference
  }
}
