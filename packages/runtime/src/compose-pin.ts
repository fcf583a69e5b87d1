// Decides which image each service of a release runs: the digest from the input, or the one that the compose file already pins. Rejects
// services whose image could still change, and images for unknown services.
import { ImageError, isPinned, type PinnedImage, parsePinned, parseReference } from "@deploy-actions/image";
import { composeFileError, type Model, type Service } from "./compose-model.ts";

/** Every service's image. Throws one RuntimeError "compose" that lists all services without a pinned image. */
export function pinImages(
  model: Model,
  given: Readonly<Record<string, PinnedImage>>,
): Readonly<Record<string, PinnedImage>> {
  refuseUnknown(Object.keys(model.services), Object.keys(given));
  const problems: string[] = [];
  const givenBy = new Map(Object.entries(given));
  const images = new Map<string, PinnedImage>();
  for (const [name, service] of Object.entries(model.services)) {
    const image = givenBy.get(name) ?? pinnedInFile(name, service, problems);
    if (image !== undefined) images.set(name, image);
  }
  if (problems.length > 0) throw composeFileError(problems.join("\n"), remedy(Object.keys(model.services)));
  return Object.fromEntries(images);
}

function refuseUnknown(services: readonly string[], given: readonly string[]): void {
  const unknown = given.filter((name) => !services.includes(name));
  if (unknown.length === 0) return;
  throw composeFileError(
    `\`images\` names ${unknown.join(", ")}, which the compose file does not start.`,
    `Its services are ${services.join(", ")}; use one of them before the \`=\` (services with a profile are not started).`,
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
  return `Add a line to \`images\` for each of them, such as ${example}=registry/name@sha256:…, or pin the image in the compose file: \`image: name:tag@sha256:…\`.`;
}
