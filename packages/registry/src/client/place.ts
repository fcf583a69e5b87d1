// A repository in a registry: where images are taken from and brought to.
import type { Registry } from "./registry.ts";

export type Place = { readonly registry: Registry; readonly name: string };

/** As people write it, for example `ghcr.io/acme/app`. */
export function placeName({ registry, name }: Place): string {
  return `${registry.host}/${name}`;
}
