// Error texts that GHCR and Azure Container Registry are known to send, what they mean, and what to do about them.
import type { RegistryReason } from "./error.ts";

/** What an error response means, and what the user can do. */
export type Meaning = { readonly reason: RegistryReason; readonly next: string; readonly transient?: boolean };

type Rule = Meaning & {
  readonly host?: RegExp;
  readonly statuses?: readonly number[];
  readonly says: RegExp;
};

/**
 * Which role allows pushing to an Azure registry. It depends on the registry's mode, and the wrong one is ignored.
 * https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
 */
export const ACR_ROLES =
  'The role is AcrPush. A registry in the mode "RBAC Registry + ABAC Repository Permissions" ignores that one and needs Container Registry Repository Writer for this repository. A new role takes some minutes to take effect.';

const GHCR = /^ghcr\.io$/;
const ACR = /\.azurecr\.(?:io|cn|us)$/;

/** The first rule that matches is used. None of them applies to a server error. */
const BY_TEXT: readonly Rule[] = [
  {
    says: /secondary rate limit|toomanyrequests|rate limit exceeded/i,
    reason: "rate-limited",
    transient: true,
    next: "Wait a few minutes and run this step again: it resumes where it stopped. Running fewer pushes at once helps to stay below the limit.",
  },
  {
    says: /TAG_INVALID|ImageTagAlreadyExists|\bimmutab/i,
    reason: "rejected",
    next: "The registry does not allow this tag to be overwritten. Use a new tag for this image. A tag that is meant to move (dev-latest) needs an exception in the registry's immutability rule.",
  },
  {
    says: /BLOB_UPLOAD_(?:UNKNOWN|INVALID)/,
    reason: "unavailable",
    transient: true,
    next: "The registry lost an upload that it had started. Run this step again.",
  },
  {
    host: GHCR,
    says: /installation not allowed to/i,
    reason: "denied",
    next: "Add `permissions: packages: write` to the job. If it is there already, an owner must allow workflows to create packages in the organization's package settings.",
  },
  {
    host: GHCR,
    says: /write_package|read_package|permission_denied/i,
    reason: "denied",
    next: "Add `permissions: packages: write` to the job. If it is there already, the package was first pushed by hand and is not linked to a repository: in the package's settings on GitHub, under Manage Actions access, add this repository with the role Write. A personal token must be a classic one with write:packages.",
  },
  {
    host: ACR,
    says: /client with IP/i,
    reason: "denied",
    next: "Allow the runner's IP address in the registry's firewall, or use a runner inside its network: https://aka.ms/acr/firewall.",
  },
  {
    host: ACR,
    says: /disallowed|aka\.ms\/acr\/faq/i,
    reason: "denied",
    next: "The repository or tag is locked, which `az acr repository show --name <registry> --image <image>` shows. Unlock it or use another tag.",
  },
  {
    host: ACR,
    says: /client id must be guid|AADSTS|not registered with AAD/i,
    reason: "unauthorized",
    next: "acr-username must be the client ID (or a token name, or the admin user) and acr-password its secret, which may have expired.",
  },
];

const BY_STATUS: readonly Rule[] = [
  {
    host: GHCR,
    statuses: [401],
    says: /(?:)/,
    reason: "unauthorized",
    next:
      "Pass a token with write:packages: `ghcr-token: $" +
      "{{ github.token }}` in a job with `permissions: packages: write`, or a classic personal token. GHCR does not accept fine-grained ones.",
  },
  {
    host: ACR,
    statuses: [401],
    says: /(?:)/,
    reason: "unauthorized",
    next: `Check that the credentials are correct and have not expired, and that they have a role on this registry. ${ACR_ROLES}`,
  },
  {
    host: ACR,
    statuses: [403],
    says: /(?:)/,
    reason: "denied",
    next: `Allow the identity to push here. ${ACR_ROLES} A repository-scoped token needs content/write in its scope map.`,
  },
];

/** `status`: as received. `meant`: the status by the meaning that HTTP gives it. Undefined if nothing is known about it. */
export function knownRefusal(host: string, status: number, meant: number, text: string): Meaning | undefined {
  const matches = (rule: Rule): boolean =>
    (rule.host?.test(host) ?? true) && (rule.statuses?.includes(meant) ?? true) && rule.says.test(text);
  return BY_TEXT.find((rule) => status < 500 && matches(rule)) ?? BY_STATUS.find(matches);
}
