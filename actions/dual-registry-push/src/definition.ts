// What dual-registry-push takes and gives.
import {
  bool,
  choice,
  defineAction,
  integer,
  lines,
  list,
  map,
  output,
  seconds,
  text,
  url,
} from "@deploy-actions/action";
import { tagProblem } from "@deploy-actions/image";
import { z } from "zod/mini";
import { readExtraLogins, readTrustedHosts } from "./logins.ts";

const Published = z.object({
  registry: z.string(),
  reference: z.string(),
  tags: z.array(z.string()),
  status: z.enum(["pushed", "exists"]),
});

/** One repository's part of the output `references`. */
export type Published = z.output<typeof Published>;

export const definition = defineAction({
  name: "dual-registry-push",
  description:
    "Pushes one image to GHCR and Azure Container Registry (and any further registry), or promotes one that is there already, and proves that all hold the same digest under the same tags.",
  branding: { icon: "upload-cloud", color: "blue" },
  permissions: { packages: "write" },
  inputs: {
    image: text({
      description:
        "The image to publish: a name or id in the local engine; a reference in a registry by tag or digest, which is copied without being pulled; `oci:PATH[:NAME]`, an OCI layout (a folder or a tar of it); or `docker-archive:PATH[:NAME]`, what `docker save` wrote.",
      required: true,
    }),
    source: choice(["auto", "local", "registry", "layout", "archive"], {
      description:
        "Where `image` is: `local` means the engine, `registry` a registry, `layout` and `archive` a file or folder; `auto` uses the prefix, else a registry if the reference has a digest, the engine if it does not name a registry, and otherwise whichever has it.",
      default: "auto",
    }),
    registry: choice(["ghcr", "acr", "both"], {
      description:
        "Which of the two registries get the image; with several registries, either all get their tags or none does.",
      default: "both",
    }),
    "ghcr-image": text({
      description:
        "The repository in GHCR, for example `acme/app`; needed unless `registry` is `acr`. Changed to lower case. A host before it replaces ghcr.io.",
    }),
    "acr-registry": text({
      description:
        "The Azure registry's name, for example `acme` for acme.azurecr.io, or its full host; not needed if `acr-image` has a host.",
    }),
    "acr-image": text({
      description:
        "The repository in the Azure registry, for example `app`; needed unless `registry` is `ghcr`. Changed to lower case.",
    }),
    "extra-registries": lines({
      description:
        "Further repositories that get the image, one `host/repository` per line, for example `docker.io/acme/app`.",
    }),
    "extra-credentials": map({
      description:
        "User and password for the hosts of `extra-registries` and for the registry that `image` is read from: `host=user:password`, one per line.",
      secret: true,
      read: readExtraLogins,
    }),
    "trusted-hosts": lines({
      description:
        "Other hosts that belong to a registry, one `registry=host` per line, for example `registry.example.com=gitlab.example.com`: a token service elsewhere, which then gets the registry's credentials, or storage in a private network that the registry redirects to.",
      read: readTrustedHosts,
    }),
    tags: list({
      description:
        "The tags to set in every registry. Those with a commit (`dev-<sha>`) or a version (`1.2.3`) are written once: if one already points to another image, nothing is pushed.",
      required: true,
      check: (tags) => {
        const wrong = tags.find((tag) => tagProblem(tag) !== undefined);
        return wrong === undefined ? undefined : `has the tag \`${wrong}\`, which ${tagProblem(wrong)}`;
      },
    }),
    referrers: bool({
      description:
        "Whether to copy the signatures, SBOMs and attestations that refer to the image in its source registry; only if `image` is in a registry.",
      default: "false",
    }),
    provenance: bool({
      description:
        "Whether to attest, with GitHub's attestation service, that this workflow run published the digest; the job needs `id-token: write` and `attestations: write`.",
      default: "false",
    }),
    "ghcr-username": text({
      description: "The user for GHCR; with `github.token` any name works.",
      default: "github-actions",
    }),
    "ghcr-token": text({
      description: "The token for GHCR: `github.token`, or a classic personal token with write:packages.",
      secret: true,
    }),
    "acr-username": text({
      description:
        "The user for the Azure registry: the name of a repository-scoped token, the admin user, or a client id.",
    }),
    "acr-password": text({ description: "The password or secret that belongs to `acr-username`.", secret: true }),
    "acr-client-id": text({
      description:
        "The client id of an Entra application or managed identity with the role AcrPush. Without `acr-client-secret`, the job proves its identity with its ID token (`permissions: id-token: write`) and a federated credential, and no secret is stored.",
    }),
    "acr-tenant-id": text({ description: "The Entra tenant's id or domain; needed with `acr-client-id`." }),
    "acr-client-secret": text({
      description: "The application's secret, if it has no federated credential.",
      secret: true,
    }),
    "azure-cloud": choice(["AzureCloud", "AzureUSGovernment", "AzureChinaCloud"], {
      description: "The Azure cloud that the registry and the application are in.",
      default: "AzureCloud",
    }),
    "azure-authority": url({
      description: "Origin of the Entra token service, for a cloud that is not in the list of `azure-cloud`.",
    }),
    "azure-audience": text({
      description: "Audience of the job's ID token, if the federated credential does not use the cloud's default.",
    }),
    "azure-scopes": list({
      description: "Scopes to request from Entra, in the order to try, if the cloud's defaults do not work.",
    }),
    "github-token": text({
      description: "The token that stores the attestation of `provenance`.",
      default: "${{ github.token }}",
      secret: true,
    }),
    "timeout-seconds": seconds({
      description: "After how many seconds without data a request to a registry times out.",
      default: "30",
      min: 1,
      max: 3600,
    }),
    "max-attempts": integer({
      description: "How often a request with a transient error (429, 5xx, a lost connection) is tried in total.",
      default: "5",
      min: 1,
      max: 20,
    }),
    "deadline-seconds": seconds({
      description:
        "After how many seconds the push is given up, even if it makes progress; the next run does not upload again what was uploaded.",
      default: "1h",
      min: 1,
      max: 21_600,
    }),
  },
  outputs: {
    digest: output(z.string(), "The image's digest, `sha256:…`, the same in every registry."),
    references: output(
      z.array(Published),
      "A list with one entry per repository: `registry`, `reference` (name@digest, fit for deploy), `tags` (full references) and `status` (`pushed` or `exists`).",
    ),
    outcome: output(
      z.enum(["pushed", "unchanged"]),
      "`pushed`, or `unchanged` if every registry already had the image and all its tags.",
    ),
  },
});
