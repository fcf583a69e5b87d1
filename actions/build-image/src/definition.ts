// build-image: builds an image once, labelled and tagged with its commit. A composite of one `run:` step: Docker does the work,
// the action settles names, labels, cache and credentials. Labels follow the OCI image spec's pre-defined annotation keys.
import { choice, defineComposite, lines, path, text } from "@deploy-actions/action";

/** An expression for the runner to fill in. */
const expression = (text: string) => `\${{ ${text} }}`;

export const definition = defineComposite({
  name: "build-image",
  description: "Builds a container image with Buildx, with OCI labels and the commit in its tag.",
  branding: { icon: "package", color: "blue" },
  permissions: { contents: "read" },
  inputs: {
    image: text({ description: "Name of the image without a tag, such as ghcr.io/acme/app.", required: true }),
    commit: text({
      description: "Full SHA of the commit being built; it ends the tag and fills the revision label.",
      default: expression("github.sha"),
    }),
    context: path({ description: "Folder that Docker builds from.", default: "." }),
    file: path({ description: "Dockerfile; the context's own when left out." }),
    target: text({ description: "Stage of the Dockerfile to build; the last one when left out." }),
    version: text({ description: "Version for the OCI version label, such as 1.4.0." }),
    "build-args": lines({
      description:
        "Build arguments, NAME=value; COMMIT and VERSION are given anyway. They stay readable in the image: no secrets.",
    }),
    labels: lines({ description: "More labels, NAME=value." }),
    "cache-from": lines({
      description: "Where layers may come from: image references, or Buildx cache specs such as type=registry,ref=….",
    }),
    "cache-to": lines({
      description: "Where the cache goes. Inline puts it into the image, which every kind of engine can do.",
      default: "type=inline",
    }),
    registry: text({
      description: "Host of a private registry that holds base images or cache; the host in `image` when left out.",
    }),
    "registry-username": text({ description: "User name for that registry.", secret: true }),
    "registry-password": text({ description: "Password or token for that registry.", secret: true }),
    progress: choice(["plain", "quiet"], { description: "How much of the build is shown.", default: "plain" }),
  },
  outputs: {
    image: {
      description: "The built image in the local engine, `name:sha-<commit>`.",
      value: expression("steps.build.outputs.image"),
    },
    "image-id": {
      description: "The image's id in the local engine, sha256:….",
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
