// Tells what a command that nothing was read from could do: deploy for certain, deploy by what it calls itself, or anything. What prepares,
// builds, looks, or brings files to a place that runs no images is none of these.
import { type Command, firstText } from "@deploy-actions/workflow-source/command";

/**
 * - `tool`: a deploy tool, told to deploy an application. `infrastructure`: one that may have nothing to do with images.
 * - `says`: its own words say that it deploys. `other`: nobody knows.
 */
export type Means = "tool" | "infrastructure" | "says" | "other";

/** What the command could do; undefined where it is known to deploy no image. */
export function meansOf(command: Command, isKnown: boolean): Means | undefined {
  const words = command.args.map(firstText);
  const line = [command.program, ...words].join(" ");
  const tool = TOOLS.find(([, pattern]) => pattern.test(line))?.[0];
  if (tool !== undefined) return words.some((word) => LOOKS.test(word)) ? undefined : tool;
  if (isKnown || HARMLESS.has(command.program) || STATIC.test(line)) return undefined;
  if (/^(?:curl|wget|http|https|xh)$/.test(command.program)) return sentBy(command, line);
  if (RUNNERS.test(command.program)) return SAYS.test(line) ? "says" : RUNS.test(line) ? "other" : undefined;
  return SAYS.test(line) ? "says" : "other";
}

/** What an action's name says: its inputs were not understood. */
export function meansOfAction(name: string): Means | undefined {
  return SAYS.test(name) && !STATIC.test(name) ? "says" : undefined;
}

/** A workflow that is called, and is not here, can do anything. */
export function meansOfCall(uses: string): Means | undefined {
  return STATIC.test(uses) ? undefined : SAYS.test(uses) ? "says" : "other";
}

/** Of programs whose images are read elsewhere, only what is told to deploy by something that is not read. */
const TOOLS: readonly (readonly [Means, RegExp])[] = [
  ["tool", /^(?:kamal|mrsk) (?:.* )?(?:deploy|redeploy|setup|rollback|boot|reboot)\b/],
  ["tool", /^bundle exec (?:kamal|mrsk|cap) .*\b(?:deploy|redeploy|setup|rollback)\b/],
  ["tool", /^cap /],
  ["tool", /^ansible(?:-playbook|-pull)?(?: |$)/],
  ["tool", /^(?:docker|podman) (?:.* )?stack (?:deploy|up)\b/],
  ["tool", /^(?:kubectl|oc) (?:.* )?(?:apply|replace)(?: |$)/],
  ["tool", /^(?:helm|helm3) (?:.* )?(?:upgrade|install)(?: |$)/],
  ["tool", /^helmfile (?:.* )?(?:apply|sync)(?: |$)/],
  [
    "tool",
    /^(?:skaffold|werf|kapp|kluctl|garden|devspace|tanka|tk|okteto|timoni) (?:.* )?(?:deploy|run|converge|apply|up)(?: |$)/,
  ],
  [
    "tool",
    /^(?:fly|flyctl|railway|render|dokku|caprover|koyeb|northflank|cf|scalingo|clever|copilot|dokploy|coolify) (?:.* )?(?:deploy|create|up|push|redeploy)(?: |$)/,
  ],
  ["tool", /^heroku (?:.* )?container:release(?: |$)/],
  ["tool", /^nomad (?:job )?run(?: |$)/],
  ["tool", /^flux (?:.* )?reconcile(?: |$)/],
  [
    "tool",
    /^aws (?:.* )?(?:ecs (?:run-task|deploy)|deploy create-deployment|apprunner start-deployment|elasticbeanstalk update-environment)(?: |$)/,
  ],
  ["tool", /^az (?:.* )?(?:containerapp (?:.* )?(?:up|create|update (?:.* )?--yaml)|container create)(?: |$)/],
  ["tool", /^gcloud (?:.* )?(?:run (?:deploy|(?:services|jobs) replace)|deploy releases create)(?: |$)(?!.*--source)/],
  ["tool", /^doctl (?:.* )?apps (?:create-deployment|update|create)(?: |$)/],
  ["tool", /^(?:eb|ecs-cli|ecs-deploy|ecspresso) (?:.* )?(?:deploy|up)(?: |$)/],
  ["infrastructure", /^(?:terraform|tofu|terragrunt) (?:.* )?apply(?: |$)/],
  ["infrastructure", /^pulumi (?:.* )?up(?: |$)/],
  ["infrastructure", /^(?:cdk|cdklocal|sam|serverless|sls|sst) (?:.* )?deploy(?: |$)/],
  ["infrastructure", /^aws (?:.* )?cloudformation (?:deploy|create-stack|update-stack)(?: |$)/],
  ["infrastructure", /^az (?:.* )?deployment (?:.* )?create(?: |$)/],
  ["infrastructure", /^(?:salt|salt-call|puppet|chef-client|knife) /],
];

/** Asks, and changes nothing. */
const LOOKS = /^(?:--help|-h|--dry-run(?:=(?!none).*)?|--check|--syntax-check|--list-hosts|--list-tasks)$/;

/** Words by which a command or an action says that it deploys. */
const SAYS =
  /deploy|rollout|roll-out|release[-_: ]?to|go-?live|(?:^|[\s/._:-])(?:ship|promote|restart)(?:[\s._:-]|$)|webhook/i;

/** Brings files, packages or pages to a place that runs no images of this team's. */
const STATIC =
  /gh-pages|gh-deploy|(?:^|[\s/_-])pages(?:[\s/_-]|$)|deploy-docs|docs[:-]deploy|^(?:mkdocs|mike|hugo|jekyll|firebase|netlify|vercel|wrangler|surge|now|twine|lftp|ncftpput|s3cmd|s5cmd|gsutil|azcopy|rclone|butler|semantic-release|goreleaser) |ftp-?deploy|hosting|static-web|netlify|vercel|deployment-status|create-deployment|preview-comment|wait-for|rsync-deploy|ssh-deploy|slack|discord|telegram|teams\b|sentry|notif/i;

/** Runs what a file of the project says under a name. */
const RUNNERS =
  /^(?:npm|npx|yarn|pnpm|pnpx|bun|bunx|deno|composer|poetry|uv|pipenv|rake|bundle|gradle|gradlew|mvn|mvnw|go|cargo|dotnet|nx|turbo|lerna|make|just|task|mage|invoke|fab|node|tsx|ts-node|python3?|ruby|perl|php)$/;
const RUNS =
  /^(?:npx|pnpx|bunx|rake|bundle exec|deno run|go run|cargo run|make|just|task|mage|invoke|fab|(?:node|tsx|ts-node|python3?|ruby|perl|php) [^-\s]\S*)(?= |$)(?!.*(?:test|build|lint|format|install|clean|migrat|seed|collectstatic|version|playwright|cypress|jest|tsc|login|setup))/;

/** `curl` reads unless it is told to send. */
function sentBy({ args }: Command, line: string): Means | undefined {
  const said = `${line} ${args.map(({ written }) => written).join(" ")}`;
  if (STATIC.test(said)) return undefined;
  const sends = args
    .map(firstText)
    .some((word) => /^(?:-X|--request|-d|--data\S*|--json|-F|--form|--post-\S*|-T|POST|PUT|PATCH)/.test(word));
  if (/deploy|webhook|\bhooks?\b|rollout|restart|stacks?\//i.test(said)) return "says";
  return sends ? "other" : undefined;
}

/** Programs that prepare, build, look or talk. What is known to the walk itself (`cd`, `echo`) is no command here. */
const HARMLESS: ReadonlySet<string> = new Set(
  `[ test true false : echo printf cat tee head tail sed awk gawk grep egrep fgrep rg cut tr sort uniq wc xargs find ls pwd cd pushd popd mkdir rmdir
  rm cp mv ln touch chmod chown chgrp stat file du df tar gzip gunzip zip unzip bzip2 xz zstd base64 md5sum sha1sum sha256sum sha512sum openssl gpg
  age sops date sleep wait seq expr bc let env export set unset shopt declare local readonly typeset read source . exit return trap kill pkill ps
  which command type hash alias id whoami hostname uname arch nproc free uptime ulimit umask git gh hub glab jq yq gojq dasel envsubst python-dotenv
  pip pip3 pipx java javac gcc g++  corepack nvm fnm asdf mise volta apt apt-get apt-key dpkg yum dnf apk
  brew choco snap gem docker-credential-ecr-login buildah kaniko crane regctl oras skopeo cosign syft grype trivy snyk hadolint kubeconform kubeval
  kube-linter conftest opa checkov tflint actionlint shellcheck yamllint prettier eslint tsc jest vitest mocha pytest tox phpunit rspec cypress
  playwright newman k6 artillery jmeter locust codecov sonar-scanner ssh-keyscan ssh-keygen ssh-agent ssh-add scp sftp rsync nc ncat ping dig
  nslookup host ip ifconfig telnet psql mysql sqlite3 pg_dump pg_restore mysqldump redis-cli mongosh flyway liquibase alembic prisma knex dbmate
  timeout time nice nohup sudo pushd mktemp realpath readlink basename dirname diff cmp patch column paste rev fold nl tac less more clear tput
  dos2unix iconv strings xxd od cmake ninja bazel bazelisk vite webpack rollup esbuild next nuxt ng vue storybook sass tailwindcss kind k3d minikube
  ctlptl vcluster setup-kubeconfig aws-iam-authenticator kubelogin kubectx kubens vault doppler op infisical gitleaks trufflehog sleep mapfile
  readarray break continue exec eval shift getopts dirs wall logger ssh-copy-id step tailscale wg wg-quick openvpn cloudflared warp-cli pm2 forever nginx certbot artisan`.split(
    /\s+/,
  ),
);
