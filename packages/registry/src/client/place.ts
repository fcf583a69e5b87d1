// A repository in a registry: where images are taken from and brought to.
import type { Registry } from "./registry.ts";

export type Repository = { readonly registry: Registry; readonly name: string };

/** As people write it, for example `ghcr.io/acme/app`. */
export function repositoryName({ registry, name }: Repository): string {
  return `${registry.host}/${name}`;
}
