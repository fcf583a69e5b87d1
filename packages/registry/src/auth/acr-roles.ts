// Which role lets somebody push to an Azure registry: it depends on the registry's mode, and the wrong one is simply not heeded.
// https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions

export const ACR_ROLES =
  'The role is AcrPush; a registry in the mode "RBAC Registry + ABAC Repository Permissions" doesn\'t heed that one, and there it is Container Registry Repository Writer, for this repository. A new role takes some minutes to work.';
