// An OCI distribution client: asks registries what a tag is, and copies images between them with their digest unchanged.
export type { Credentials, EntraIdentity, Login } from "./auth/credentials.ts";
export type { Place } from "./blob.ts";
export { type CopyReport, copyImage } from "./copy.ts";
export { RegistryError, type RegistryProblem } from "./error.ts";
export { explainDocker } from "./explain.ts";
export type { Log } from "./log.ts";
export { configDigest, type Manifest } from "./manifest.ts";
export { type Outcome, publish } from "./publish.ts";
export { connect, type Registry } from "./registry.ts";
export { persist } from "./retry.ts";
export { type Conflict, conflicts, type Standing, survey } from "./survey.ts";
export type { RegistryOptions } from "./transport.ts";
export { checkWrite } from "./write-check.ts";
