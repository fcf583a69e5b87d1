// Decides which image each service of a release runs: the digest given for it, or the one the compose file already pins. A service whose
// image could still change is refused, and so is a name that is no service.
import { ImageError, isPinned, type PinnedImage, parsePinned, parseReference } from "@deploy-actions/image";
import { type Model, refused, type Service } from "./compose-model.ts";

/** Every service's image. Throws RuntimeError "compose" that names the service and the remedy; all such services at once. */
export function pinImages(
  model: Model,
  given: Readonly<Record<string, PinnedImage>>,
): Readonly<Record<string, PinnedImage>> {
  refuseUnknown(Object.keys(model.services), Object.keys(given));
  const problems: string[] = [];
  const images: Record<string, PinnedImage> = {};
  for (const [name, service] of Object.entries(model.services)) {
    const image = given[name] ?? pinnedInFile(name, service, problems);
    if (image !== undefined) images[name] = image;
  }
  if (problems.length > 0) throw refused(problems.join("\n"), remedy(Object.keys(model.services)));
  return images;
}

function refuseUnknown(services: readonly string[], given: readonly string[]): void {
  const unknown = given.filter((name) => !services.includes(name));
  if (unknown.length === 0) return;
  throw refused(
    `\`images\` names ${unknown.join(", ")}, which the compose file does not start.`,
    `Its services are ${services.join(", ")}; write one of them before the = (services under a profile are not started).`,
  );
}

function pinnedInFile(name: string, { image, build }: Service, problems: string[]): PinnedImage | undefined {
  if (image === undefined) {
    const what = build === undefined ? "has no image" : "is built from source, which a deploy never does";
    problems.push(`Service ${name} ${what}.`);
    return undefined;
  }
  try {
    const reference = parseReference(image);
    return isPinned(reference) ? reference : parsePinned(image);
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    problems.push(`Service ${name}: ${error.message}`);
    return undefined;
  }
}

function remedy(services: readonly string[]): string {
  const example = services[0] ?? "web";
  return `Add a line to \`images\` for each of them, such as ${example}=registry/name@sha256:…, or write the digest into the compose file: \`image: name:tag@sha256:…\`.`;
}
