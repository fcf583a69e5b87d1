// The command that builds an image, as a value: names, labels, arguments and cache, and the variables that Docker Buildx gets.
import { dockerCommand } from "@deploy-actions/runtime";
import type { Command } from "@deploy-actions/target";

export type Build = {
  readonly tag: string;
  readonly commit: string;
  readonly context: string;
  readonly file: string | undefined;
  readonly target: string | undefined;
  readonly version: string | undefined;
  /** The repository's address. */
  readonly source: string;
  /** When the commit was made; absent if it is not in the checkout. */
  readonly committed: { readonly iso: string; readonly epoch: string } | undefined;
  readonly buildArgs: readonly string[];
  readonly labels: readonly string[];
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  readonly progress: string;
};

/** As long as a hosted runner lets a whole job run. */
const LONGEST_BUILD_MS = 6 * 60 * 60_000;

/** `inherit`: what a pull inherits. `env` is added to the environment. */
export function buildCommand(
  build: Build,
  { inherit, env }: { readonly inherit: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Command {
  const { commit, version, committed } = build;
  const label = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : ["--label", `org.opencontainers.image.${name}=${value}`];
  const args = [
    ...["buildx", "build", "--load", "--tag", build.tag, "--progress", build.progress],
    ...label("revision", commit),
    ...label("source", build.source),
    ...label("version", version),
    ...label("created", committed?.iso),
    // A Dockerfile that does not declare these arguments ignores them.
    ...["--build-arg", `COMMIT=${commit}`],
    ...(version === undefined ? [] : ["--build-arg", `VERSION=${version}`]),
    ...build.labels.flatMap((each) => ["--label", each]),
    ...build.buildArgs.flatMap((each) => ["--build-arg", each]),
    ...build.cacheFrom.flatMap((each) => [
      "--cache-from",
      each.startsWith("type=") ? each : `type=registry,ref=${each}`,
    ]),
    ...build.cacheTo.flatMap((each) => ["--cache-to", each]),
    ...(build.file === undefined ? [] : ["--file", build.file]),
    ...(build.target === undefined ? [] : ["--target", build.target]),
    ...["--", build.context],
  ];
  return dockerCommand(args, {
    timeoutMs: LONGEST_BUILD_MS,
    stdout: "excerpt",
    inherit: [...inherit, ...BUILDX_VARIABLES, ...namedArguments(build.buildArgs), ...cacheVariables(build)],
    env: {
      ...env,
      // A single manifest without attestations, so that the pushed digest is the same for every kind of image store.
      BUILDX_NO_DEFAULT_ATTESTATIONS: "1",
      // Buildx would run git in the context, which may contain a repository of a stranger's making, with its own configuration.
      BUILDX_GIT_INFO: "0",
      // The commit time in the image as well: building the same commit again on the same layers gives the same digest, so a job that runs twice
      // pushes nothing new (https://reproducible-builds.org/specs/source-date-epoch/).
      ...(committed === undefined ? {} : { SOURCE_DATE_EPOCH: committed.epoch }),
    },
  });
}

/** Which builder is used, and how it is reached. */
const BUILDX_VARIABLES = ["BUILDX_BUILDER", "BUILDX_CONFIG", "BUILDX_EXPERIMENTAL", "BUILDKIT_HOST", "KUBECONFIG"];

/** `--build-arg NAME` takes the value of the variable NAME. */
function namedArguments(buildArgs: readonly string[]): string[] {
  return buildArgs.filter((each) => /^[A-Za-z_]\w*$/.test(each));
}

/** What Buildx reads for the caches that the inputs name (https://docs.docker.com/build/cache/backends/). */
const OF_CACHE: Readonly<Record<string, readonly string[]>> = {
  s3: [
    ...["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"],
    ...["AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_BUCKET"],
  ],
  azblob: [
    ...["BUILDKIT_AZURE_STORAGE_ACCOUNT_URL", "BUILDKIT_AZURE_STORAGE_CONTAINER"],
    "BUILDKIT_AZURE_STORAGE_SECRET_ACCESS_KEY",
  ],
};

function cacheVariables({ cacheFrom, cacheTo }: Pick<Build, "cacheFrom" | "cacheTo">): string[] {
  const types = [...cacheFrom, ...cacheTo].flatMap((spec) => /(?:^|,)\s*type=([\w-]+)/.exec(spec)?.[1] ?? []);
  return [...new Set(types)].flatMap((type) => OF_CACHE[type] ?? []);
}
