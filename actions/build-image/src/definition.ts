// Inputs, outputs and the step of build-image, a composite action: build.sh sets names, labels, cache and credentials and runs Docker Buildx. The
// labels are the pre-defined annotation keys of the OCI image spec.
import { choice, defineComposite, lines, path, text } from "@deploy-actions/action";

/** An expression that the runner evaluates. */
const expression = (text: string) => `\${{ ${text} }}`;

export const definition = defineComposite({
  name: "build-image",
  description: "Builds a container image with Docker Buildx, with OCI labels and the commit SHA in its tag.",
  branding: { icon: "package", color: "blue" },
  permissions: { contents: "read" },
  inputs: {
    image: text({ description: "Image name without a tag, such as ghcr.io/acme/app.", required: true }),
    commit: text({
      description: "Full SHA of the commit that is built; used in the tag and the revision label.",
      default: expression("github.sha"),
    }),
    context: path({ description: "Build context folder.", default: "." }),
    file: path({ description: "Path of the Dockerfile; defaults to the Dockerfile in the context." }),
    target: text({ description: "Dockerfile stage to build; defaults to the last one." }),
    version: text({ description: "Value of the OCI version label, such as 1.4.0." }),
    "build-args": lines({
      description:
        "Build arguments (NAME=value); COMMIT and VERSION are always set. Build arguments are readable in the image, so do not use them for secrets.",
    }),
    labels: lines({ description: "Additional labels (NAME=value)." }),
    "cache-from": lines({
      description: "Cache sources: image references, or Buildx cache specs such as type=registry,ref=….",
    }),
    "cache-to": lines({
      description: "Cache destinations. type=inline stores the cache in the image and works with every engine.",
      default: "type=inline",
    }),
    registry: text({
      description: "Host of the private registry with the base images or the cache; defaults to the host in `image`.",
    }),
    "registry-username": text({ description: "User name for that registry.", secret: true }),
    "registry-password": text({ description: "Password or token for that registry.", secret: true }),
    progress: choice(["plain", "quiet"], {
      description: "Build output: plain shows it, quiet suppresses it.",
      default: "plain",
    }),
  },
  outputs: {
    image: {
      description: "The built image in the local engine, `name:sha-<commit>`.",
      value: expression("steps.build.outputs.image"),
    },
    "image-id": {
      description: "The id of the image in the local engine, sha256:….",
      value: expression("steps.build.outputs.image-id"),
    },
  },
  steps: [
    {
      id: "build",
      name: "Build the image",
      shell: "bash",
      env: {
        IMAGE: expression("inputs.image"),
        COMMIT: expression("inputs.commit"),
        CONTEXT: expression("inputs.context"),
        DOCKERFILE: expression("inputs.file"),
        TARGET: expression("inputs.target"),
        VERSION: expression("inputs.version"),
        BUILD_ARGS: expression("inputs.build-args"),
        LABELS: expression("inputs.labels"),
        CACHE_FROM: expression("inputs.cache-from"),
        CACHE_TO: expression("inputs.cache-to"),
        REGISTRY: expression("inputs.registry"),
        REGISTRY_USERNAME: expression("inputs.registry-username"),
        REGISTRY_PASSWORD: expression("inputs.registry-password"),
        PROGRESS: expression("inputs.progress"),
        SOURCE: `${expression("github.server_url")}/${expression("github.repository")}`,
        ACTION_PATH: expression("github.action_path"),
      },
      run: 'bash "$ACTION_PATH/build.sh"',
    },
  ],
});
