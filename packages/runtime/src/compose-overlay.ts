// The second compose file of a release, which lies over the user's own: it pins every image, and points at the files that are kept. It says
// nothing else, so that everything else is said by the user's own words.
import { formatReference, type PinnedImage } from "@deploy-actions/image";
import type { Model } from "./compose-model.ts";
import { withKeptFiles } from "./compose-paths.ts";

/** What a release changes about a model. */
export type Changes = {
  /** Service → image. */
  readonly images: Readonly<Record<string, PinnedImage>>;
  /** File of the checkout → where it is kept. */
  readonly files: ReadonlyMap<string, string>;
};

/** JSON, which is YAML, with keys in one order, so that the same changes always give the same bytes. */
export function overlayText(model: Model, changes: Changes): string {
  const changed = withChanges(model, changes);
  const services = Object.entries(changed.services).map(([name, { image, volumes }]) => {
    const before = model.services[name]?.volumes ?? [];
    const moved = (volumes ?? []).filter((volume, index) => volume.source !== before[index]?.source);
    const pinned = changes.images[name] === undefined ? {} : { image };
    return [name, { ...pinned, ...(moved.length === 0 ? {} : { volumes: moved }) }];
  });
  const configs = Object.entries(changed.configs ?? {}).flatMap(([name, { file }]) =>
    file === model.configs?.[name]?.file ? [] : [[name, { file }]],
  );
  const overlay = {
    services: Object.fromEntries(services),
    ...(configs.length === 0 ? {} : { configs: Object.fromEntries(configs) }),
  };
  return `${JSON.stringify(sorted(overlay), null, 2)}\n`;
}

/** What the release has to mean: the model as the user's file says it, with these changes. Of `build:` a deploy takes nothing. */
export function withChanges(model: Model, { images, files }: Changes): Model {
  const moved = withKeptFiles(model, files);
  const services = Object.entries(moved.services).map(([name, service]) => {
    const image = images[name];
    return [name, image === undefined ? service : { ...service, image: formatReference(image) }];
  });
  return { ...moved, services: Object.fromEntries(services) };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
