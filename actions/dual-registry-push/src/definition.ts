// What dual-registry-push takes and gives.
import { choice, defineAction, integer, list, output, seconds, text } from "@deploy-actions/action";
import { tagProblem } from "@deploy-actions/image";
import { z } from "zod";

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
    "Pushes one image to GHCR and Azure Container Registry, or promotes one that is there already, and proves that both hold the same digest under the same tags.",
  branding: { icon: "upload-cloud", color: "blue" },
  permissions: { packages: "write" },
  inputs: {
    image: text({
      description:
        "The image to publish: a name or id in the local engine, or a reference in a registry by tag or digest, which is then copied without being pulled.",
      required: true,
    }),
    source: choice(["auto", "local", "registry"], {
      description:
        "Where `image` is: `local` means the engine, `registry` a registry; `auto` means a registry where the reference has a digest, the engine where it names no registry, else wherever it is found.",
      default: "auto",
    }),
    registry: choice(["ghcr", "acr", "both"], {
      description: "Which registries get the image; with `both`, either both get their tags or neither does.",
      default: "both",
    }),
    "ghcr-image": text({
      description:
        "The repository in GHCR, in lower case, for example `acme/app`; needed unless `registry` is `acr`. A host before it stands in for ghcr.io.",
    }),
    "acr-registry": text({
      description:
        "The Azure registry's name, for example `acme` for acme.azurecr.io, or its full host; not needed where `acr-image` carries a host.",
    }),
    "acr-image": text({
      description: "The repository in the Azure registry, for example `app`; needed unless `registry` is `ghcr`.",
    }),
    tags: list({
      description:
        "The tags to set in every registry. Those that carry a commit (`dev-<sha>`) or a version (`1.2.3`) are written once: where one already names another image, nothing is pushed.",
      required: true,
      check: (tags) => {
        const wrong = tags.find((tag) => tagProblem(tag) !== undefined);
        return wrong === undefined ? undefined : `has the tag \`${wrong}\`, which ${tagProblem(wrong)}`;
      },
    }),
    "ghcr-username": text({
      description: "The user for GHCR; with `github.token` any name serves.",
      default: "github-actions",
    }),
    "ghcr-token": text({
      description: "The token for GHCR: `github.token`, or a classic personal token with write:packages.",
      secret: true,
    }),
    "acr-username": text({
      description:
        "The user for the Azure registry: a client id, the name of a repository-scoped token, or the admin user.",
    }),
    "acr-password": text({ description: "The password or secret that belongs to `acr-username`.", secret: true }),
    "timeout-seconds": seconds({
      description: "After how many seconds without a byte a request to a registry is given up.",
      default: "30",
      min: 1,
      max: 3600,
    }),
    "max-attempts": integer({
      description: "How often a request that failed for a passing reason (429, 5xx, a cut line) is tried in all.",
      default: "5",
      min: 1,
      max: 20,
    }),
  },
  outputs: {
    digest: output(z.string(), "The image's digest, `sha256:…`, the same in every registry."),
    references: output(
      z.array(Published),
      "A list with one entry a registry: `registry`, `reference` (name@digest, fit for deploy), `tags` (full references) and `status` (`pushed` or `exists`).",
    ),
    outcome: output(
      z.enum(["pushed", "unchanged"]),
      "`pushed`, or `unchanged` when every registry had the image and all its tags before.",
    ),
  },
});
