#!/usr/bin/env bash
# Builds one image from the inputs that action.yml hands over in the environment, and says which image it made.
# Nothing of an input is ever read as shell text: each becomes one argument.
set -euo pipefail

fail() { # what happened, what to do
  printf '::error title=build-image failed::%s%%0AState: No image was built.%%0ANext: %s\n' "$1" "$2"
  exit 1
}

[[ "$COMMIT" =~ ^[0-9a-f]{40}$ ]] ||
  fail "Input \`commit\` must be a full commit SHA of 40 hex digits; got \`${COMMIT}\`." "Leave it out, or pass \`git rev-parse HEAD\`."
[[ "$IMAGE" =~ ^[a-z0-9][a-z0-9._:/-]*$ && ! "$IMAGE" =~ :[^/]*$ ]] ||
  fail "Input \`image\` must be an image name in lower case without a tag; got \`${IMAGE}\`." "Write it like ghcr.io/acme/app; the tag sha-<commit> is added here."
[[ -d "$CONTEXT" ]] || fail "Input \`context\` names no folder: \`${CONTEXT}\`." "Check out the repository first, or correct the path."
[[ -z "$DOCKERFILE" || -f "$DOCKERFILE" ]] || fail "Input \`file\` names no file: \`${DOCKERFILE}\`." "Give the Dockerfile's path from the workspace."
docker buildx version >/dev/null 2>&1 || fail "Docker Buildx does not answer on this machine." "Install the docker-buildx plugin, or run the job where Docker is."
docker version --format '{{.Server.Version}}' >/dev/null 2>&1 || fail "No Docker engine answers." "Start Docker, or run the job where an engine is."

tag="$IMAGE:sha-$COMMIT"
arguments=(--load --tag "$tag" --progress "$PROGRESS")

# Appends one flag for each line of a list input, blank lines and comments (`#` and a blank) left out.
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
# The commit's own time, in the label and in the image: the same commit built again on the same layers is the same digest,
# so that a job run twice pushes nothing new. (https://reproducible-builds.org/specs/source-date-epoch/)
label created "$(git -C "$CONTEXT" show --no-patch --format=%cI "$COMMIT" 2>/dev/null || true)"
SOURCE_DATE_EPOCH="$(git -C "$CONTEXT" show --no-patch --format=%ct "$COMMIT" 2>/dev/null || true)"
[[ -z "$SOURCE_DATE_EPOCH" ]] || export SOURCE_DATE_EPOCH

# For Dockerfiles that bake them in; one that declares neither ignores them.
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

# Credentials live in a configuration of this build's own, gone with it; plugins and builders stay the user's.
if [[ -n "$REGISTRY_PASSWORD" ]]; then
  [[ -n "$REGISTRY" || "$IMAGE" != */* ]] || REGISTRY="${IMAGE%%/*}"
  [[ "$REGISTRY" == *[.:]* || "$REGISTRY" == localhost ]] ||
    fail "Input \`registry-password\` is given, but neither \`registry\` nor \`image\` names a host." "Name the registry's host, such as ghcr.io."
  users="${DOCKER_CONFIG:-$HOME/.docker}"
  mkdir -p -m 700 "$scratch/config/cli-plugins"
  [[ ! -d "$users/contexts" ]] || ln -s "$(cd "$users/contexts" && pwd)" "$scratch/config/contexts"
  # Asked of Docker, not looked up: plugins may sit anywhere that the user's configuration names.
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

# One manifest and no attestations: what is pushed is then the same digest from every kind of image store.
export BUILDX_NO_DEFAULT_ATTESTATIONS=1
docker buildx build "${arguments[@]}" --iidfile "$scratch/id" "$CONTEXT" ||
  fail "docker buildx build failed; its own words stand above." "Correct the Dockerfile or the build arguments and run the step again."

id="$(docker image inspect --format '{{.Id}}' "$tag")"
{
  echo "image=$tag"
  echo "image-id=$id"
} >>"$GITHUB_OUTPUT"
printf 'Built %s (%s).\n' "$tag" "$id"
