// Decides which image of a layout or archive is meant: the only one, or the one with the name, tag or digest that was given.
import { formatReference, parseReference } from "@deploy-actions/image";
import type { Descriptor } from "../client/manifest.ts";
import { RegistryError } from "../http/error.ts";
import { sentenceCase } from "./files.ts";

/** An image on offer. `names` are as the file writes them: full references, or bare tags. */
export type Candidate<T = Descriptor> = { readonly names: readonly string[]; readonly digest: string; readonly is: T };

/** The one that `wanted` means. Throws {@link RegistryError} `no-image` that lists what there is. */
export function choose<T>(candidates: readonly Candidate<T>[], wanted: string | undefined, describe: string): T {
  const fitting = wanted === undefined ? candidates : candidates.filter((each) => isMeant(each, wanted));
  const [first] = fitting;
  if (first !== undefined && fitting.every(({ digest }) => digest === first.digest)) return first.is;
  const what =
    candidates.length === 0
      ? "holds no image"
      : wanted === undefined
        ? `holds ${candidates.length} images`
        : first === undefined
          ? `does not hold "${wanted}"`
          : `holds several images called "${wanted}"`;
  const listed = candidates.slice(0, MOST_LISTED).map(nameOf).join(", ");
  const more = candidates.length > MOST_LISTED ? ` and ${candidates.length - MOST_LISTED} more` : "";
  throw new RegistryError({
    reason: "no-image",
    message: `${sentenceCase(describe)} ${what}${candidates.length === 0 ? "" : `; there is ${listed}${more}`}.`,
    state: "Nothing was pushed.",
    next:
      candidates.length === 0
        ? "Check the step that wrote it; `docker save NAME` and `docker buildx build --output type=oci,dest=image.tar` write one."
        : "Name one of them, by its name, tag or digest.",
  });
}

const MOST_LISTED = 20;

function nameOf({ names, digest }: Candidate<unknown>): string {
  return names.length === 0 ? digest : names.join(" = ");
}

function isMeant({ names, digest }: Candidate<unknown>, wanted: string): boolean {
  if (digest === wanted || names.includes(wanted)) return true;
  const full = fullName(wanted);
  return full !== undefined && names.some((name) => fullName(name) === full);
}

/** `app` and `docker.io/library/app:latest` are one name to Docker; a layout writes the long form, people the short one. */
function fullName(text: string): string | undefined {
  try {
    const { registry = "docker.io", name, tag = "latest", digest } = parseReference(text);
    const path = registry === "docker.io" && !name.includes("/") ? `library/${name}` : name;
    return formatReference({ registry, name: path, ...(digest === undefined ? { tag } : { digest }) });
  } catch {
    return undefined; // a bare digest, or a name no reference can have
  }
}
