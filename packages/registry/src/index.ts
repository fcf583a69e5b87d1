// An OCI distribution client: resolves tags, copies images between registries with their digest unchanged, and publishes
// them under the same tags everywhere.
//
// Its folders, lowest first. Each imports only from itself and from those above it in this list (test/folders.test.ts asserts it):
//   http     requests, retries, time limits, and errors with what to do about them
//   auth     logging in: passwords, Entra and GitHub identities, tokens
//   client   one registry: manifests and blobs
//   source   where an image is read from: a repository, an OCI layout, a docker archive
//   upload   blobs to several repositories at once
//   publish  entire images, their tags and what is attached to them
//   tee      a registry on loopback that passes an engine's push on to several registries
export { AZURE_CLOUDS, type AzureCloud, type AzureCloudName, azureCloud, type CloudChanges } from "./auth/cloud.ts";
export type { Credentials, EntraIdentity, Login } from "./auth/credentials.ts";
export { type EntraOptions, entraIdentity } from "./auth/entra-identity.ts";
export type { IdTokenRequest } from "./auth/id-token.ts";
export { githubProof, type Proof, secretProof } from "./auth/proof.ts";
export { explainRestriction, type RunRestriction, runRestriction } from "./auth/run-restrictions.ts";
export { configDigest, type Manifest } from "./client/manifest.ts";
export { connect, type Registry, type Repository, repositoryName } from "./client/registry.ts";
export type { RegistryOptions } from "./client/transport.ts";
export { type Deadline, startDeadline } from "./http/deadline.ts";
export { RegistryError, type RegistryReason } from "./http/error.ts";
export { explainProxy, unusedProxy } from "./http/proxy.ts";
export { type AttachedResult, copyAttached } from "./publish/attached.ts";
export { type CopyReport, type CopyResult, copyImage } from "./publish/copy.ts";
export { type PublishResult, publish } from "./publish/publish.ts";
export { readTags, type TagState, tagConflictError, tagConflicts } from "./publish/tags.ts";
export { type ImageFileOptions, openImageFile, openImageStream } from "./source/image-file.ts";
export type { ImageSource } from "./source/image-source.ts";
export { repositorySource } from "./source/repository.ts";
export type { ReceivedImage } from "./tee/received-image.ts";
export { openTee, type Tee, type TeeOptions } from "./tee/tee.ts";
export { checkWrite } from "./upload/requests.ts";
export type { BlobInfo, OnTransfer, Transfer } from "./upload/transfer.ts";
