// The overlay of a release: a second compose file that only pins every image and points to the stored files. Everything else comes from the
// user's own file.
import { formatReference, type PinnedImage } from "@deploy-actions/image";
import type { Model } from "./compose-model.ts";
import { withKeptFiles } from "./compose-paths.ts";

/** The changes that a release makes to a model. */
export type Changes = {
  /** Service → image. */
  readonly images: Readonly<Record<string, PinnedImage>>;
  /** File in the checkout → path of the stored copy. */
  readonly files: ReadonlyMap<string, string>;
};

/** JSON, which is valid YAML, with sorted keys, so that the same changes always give the same bytes. */
export function overlayText(model: Model, changes: Changes): string {
  const changed = withChanges(model, changes);
  const services = Object.entries(changed.services).map(([name, { image, volumes }]) => {
    const before = model.services[name]?.volumes ?? [];
    const moved = (volumes ?? []).filter((volume, index) => volume.source !== before[index]?.source);
    const pinned = Object.hasOwn(changes.images, name) ? { image } : {};
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

/** The user's model with these changes. */
export function withChanges(model: Model, { images, files }: Changes): Model {
  const moved = withKeptFiles(model, files);
  const services = Object.entries(moved.services).map(([name, service]) => {
    const image = Object.hasOwn(images, name) ? images[name] : undefined;
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
