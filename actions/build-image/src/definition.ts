// Inputs and outputs of build-image.
import { choice, defineAction, lines, output, path, text } from "@deploy-actions/action";
import { z } from "zod/mini";
import { cacheProblem, commitProblem, hostProblem, imageProblem, notOneLine, notOneLineEach } from "./input-checks.ts";

export const definition = defineAction({
  name: "build-image",
  description: "Builds a container image with Docker Buildx, with OCI labels and the commit SHA in its tag.",
  branding: { icon: "package", color: "blue" },
  permissions: { contents: "read" },
  opensConnections: false,
  inputs: {
    image: text({
      description: "Image name without a tag, such as ghcr.io/acme/app.",
      required: true,
      check: imageProblem,
    }),
    commit: text({
      description: "Full SHA of the commit that is built; used in the tag and the revision label.",
      // The runner evaluates it for an omitted input. An input that was set to nothing is refused: the image would get the tag of another commit.
      default: "${{ github.sha }}",
      check: commitProblem,
    }),
    context: path({ description: "Build context folder.", default: ".", check: notOneLine }),
    file: path({
      description: "Path of the Dockerfile; defaults to the Dockerfile in the context.",
      check: notOneLine,
    }),
    target: text({ description: "Dockerfile stage to build; defaults to the last one.", check: notOneLine }),
    version: text({ description: "Value of the OCI version label, such as 1.4.0.", check: notOneLine }),
    "build-args": lines({
      description:
        "Build arguments (NAME=value, or NAME for the value of the environment variable); COMMIT and VERSION are always set. Build arguments are readable in the image, so do not use them for secrets.",
      check: notOneLineEach,
    }),
    labels: lines({ description: "Additional labels (NAME=value).", check: notOneLineEach }),
    "cache-from": lines({
      description: "Cache sources: image references, or Buildx cache specs such as type=registry,ref=….",
      check: cacheProblem,
    }),
    "cache-to": lines({
      description: "Cache destinations. type=inline stores the cache in the image and works with every engine.",
      default: "type=inline",
      check: cacheProblem,
    }),
    registry: text({
      description: "Host of the private registry with the base images or the cache; defaults to the host in `image`.",
      check: hostProblem,
    }),
    "registry-username": text({ description: "User name for that registry.", check: notOneLine }),
    "registry-password": text({ description: "Password or token for that registry.", secret: true }),
    progress: choice(["plain", "quiet"], {
      description: "Build output: plain shows it, quiet suppresses it.",
      default: "plain",
    }),
  },
  outputs: {
    image: output(z.string(), "The built image in the local engine, `name:sha-<commit>`."),
    "image-id": output(z.string(), "The id of the image in the local engine, sha256:…."),
  },
});
