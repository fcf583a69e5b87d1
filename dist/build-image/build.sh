#!/usr/bin/env bash
# Builds an image from the inputs, which action.yml passes as environment variables, and prints the image's name.
# Inputs are never evaluated as shell code: each becomes one argument.
set -euo pipefail

fail() { # what happened, what to do
  printf '::error title=build-image failed::%s%%0AState: No image was built.%%0ANext: %s\n' "$1" "$2"
  exit 1
}

[[ "$COMMIT" =~ ^[0-9a-f]{40}$ ]] ||
  fail "Input \`commit\` must be a full commit SHA of 40 hex digits; got \`${COMMIT}\`." "Omit the input, or use the output of \`git rev-parse HEAD\`."
[[ "$IMAGE" =~ ^[a-z0-9][a-z0-9._:/-]*$ && ! "$IMAGE" =~ :[^/]*$ ]] ||
  fail "Input \`image\` must be an image name in lower case without a tag; got \`${IMAGE}\`." "Use a name such as ghcr.io/acme/app; this action adds the tag sha-<commit>."
[[ -d "$CONTEXT" ]] || fail "Input \`context\` is not a folder: \`${CONTEXT}\`." "Check out the repository first, or correct the path."
[[ -z "$DOCKERFILE" || -f "$DOCKERFILE" ]] || fail "Input \`file\` is not a file: \`${DOCKERFILE}\`." "Set it to the path of the Dockerfile, relative to the workspace."
docker buildx version >/dev/null 2>&1 || fail "Docker Buildx is not available on this machine." "Install the docker-buildx plugin, or run the job on a machine with Docker."
docker version --format '{{.Server.Version}}' >/dev/null 2>&1 || fail "No Docker engine answers." "Start Docker, or run the job on a machine with a Docker engine."

tag="$IMAGE:sha-$COMMIT"
arguments=(--load --tag "$tag" --progress "$PROGRESS")

# Appends one flag per line of a list input; blank lines and comments (`#` and a space) are ignored.
append_lines() { # flag, list, optional prefix for lines that aren't key=value specs
  local line
  while IFS= read -r line; do
    line="${line#"${line%%[![:space:]]*}"}"
    line="${line%"${line##*[![:space:]]}"}"
    [[ -z "$line" || "$line" == "#" || "$line" == "#"[[:space:]]* ]] && continue
    if [[ -n "${3:-}" && "$line" != type=* ]]; then line="$3$line"; fi
    arguments+=("$1" "$line")
  done <<<"$2"
}

label() { [[ -z "$2" ]] || arguments+=(--label "org.opencontainers.image.$1=$2"); }
label revision "$COMMIT"
label source "$SOURCE"
label version "$VERSION"
# The commit time, in the label and in the image: building the same commit again on the same layers gives the same digest, so a job that runs
# twice pushes nothing new. (https://reproducible-builds.org/specs/source-date-epoch/)
label created "$(git -C "$CONTEXT" show --no-patch --format=%cI "$COMMIT" 2>/dev/null || true)"
SOURCE_DATE_EPOCH="$(git -C "$CONTEXT" show --no-patch --format=%ct "$COMMIT" 2>/dev/null || true)"
[[ -z "$SOURCE_DATE_EPOCH" ]] || export SOURCE_DATE_EPOCH

# A Dockerfile that does not declare these arguments ignores them.
arguments+=(--build-arg "COMMIT=$COMMIT")
[[ -z "$VERSION" ]] || arguments+=(--build-arg "VERSION=$VERSION")

append_lines --label "$LABELS"
append_lines --build-arg "$BUILD_ARGS"
append_lines --cache-from "$CACHE_FROM" "type=registry,ref="
append_lines --cache-to "$CACHE_TO"
[[ -z "$DOCKERFILE" ]] || arguments+=(--file "$DOCKERFILE")
[[ -z "$TARGET" ]] || arguments+=(--target "$TARGET")

scratch="$(mktemp -d "${RUNNER_TEMP:-/tmp}/build-image.XXXXXX")"
trap 'rm -rf "$scratch"' EXIT

# Credentials are stored in a temporary Docker configuration for this build only; plugins and builders are those of the user.
if [[ -n "$REGISTRY_PASSWORD" ]]; then
  [[ -n "$REGISTRY" || "$IMAGE" != */* ]] || REGISTRY="${IMAGE%%/*}"
  [[ "$REGISTRY" == *[.:]* || "$REGISTRY" == localhost ]] ||
    fail "Input \`registry-password\` is set, but neither \`registry\` nor \`image\` contains a host." "Set \`registry\` to the registry's host, such as ghcr.io."
  users="${DOCKER_CONFIG:-$HOME/.docker}"
  mkdir -p -m 700 "$scratch/config/cli-plugins"
  [[ ! -d "$users/contexts" ]] || ln -s "$(cd "$users/contexts" && pwd)" "$scratch/config/contexts"
  # Docker lists its plugins, because the user's configuration may put them in any folder.
  while IFS= read -r plugin; do
    [[ -z "$plugin" ]] || ln -sf "$plugin" "$scratch/config/cli-plugins/"
  done < <(docker info --format '{{range .ClientInfo.Plugins}}{{println .Path}}{{end}}')
  context="$(docker context show)"
  export BUILDX_CONFIG="${BUILDX_CONFIG:-$users/buildx}" DOCKER_CONFIG="$scratch/config"
  [[ -n "${DOCKER_HOST:-}" ]] || export DOCKER_CONTEXT="$context"
  docker login --username "$REGISTRY_USERNAME" --password-stdin "$REGISTRY" <<<"$REGISTRY_PASSWORD" >/dev/null 2>"$scratch/login" ||
    fail "The registry ${REGISTRY} refused the credentials: $(tail -n 1 "$scratch/login")." "Check \`registry-username\` and \`registry-password\`."
fi
unset REGISTRY_PASSWORD

# A single manifest without attestations, so that the pushed digest is the same for every kind of image store.
export BUILDX_NO_DEFAULT_ATTESTATIONS=1
docker buildx build "${arguments[@]}" --iidfile "$scratch/id" "$CONTEXT" ||
  fail "docker buildx build failed; see its output above." "Correct the Dockerfile or the build arguments and run the step again."

id="$(docker image inspect --format '{{.Id}}' "$tag")"
{
  echo "image=$tag"
  echo "image-id=$id"
} >>"$GITHUB_OUTPUT"
printf 'Built %s (%s).\n' "$tag" "$id"
