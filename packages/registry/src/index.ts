// An OCI distribution client: asks registries what a tag is, and copies images between them with their digest unchanged.
export type { Place } from "./blob.ts";
export { type CopyReport, copyImage } from "./copy.ts";
export { endpointOf } from "./endpoint.ts";
export { RegistryError, type RegistryProblem } from "./error.ts";
export type { Log } from "./log.ts";
export { configDigest, type Manifest } from "./manifest.ts";
export { connect, type Registry } from "./registry.ts";
export type { Credentials } from "./token.ts";
export type { RegistryOptions } from "./transport.ts";
