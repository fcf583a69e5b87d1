// Classifies commands that were not understood: certainly a deploy, a deploy by name, or anything. Commands that prepare, build or inspect,
// or that upload files to a place that runs no images, are none of these.
import { type Command, firstText } from "@deploy-actions/workflow-source/command";

/**
 * - `tool`: a deploy tool that deploys an application. `infrastructure`: a tool that may have nothing to do with images.
 * - `named`: its name or arguments say that it deploys. `other`: unknown.
 */
export type DeployHint = "tool" | "infrastructure" | "named" | "other";

/** What the command may do; undefined if it is known to deploy no image. */
export function deployHint(command: Command, isKnown: boolean): DeployHint | undefined {
  const words = command.args.map(firstText);
  const line = [command.program, ...words].join(" ");
  const tool = TOOLS.find(([, pattern]) => pattern.test(line))?.[0];
  if (tool !== undefined) return words.some((word) => INSPECTS.test(word)) ? undefined : tool;
  if (isKnown || HARMLESS.has(command.program) || UPLOADS.test(line)) return undefined;
  if (/^(?:curl|wget|http|https|xh)$/.test(command.program)) return requestHint(command, line);
  if (RUNNERS.test(command.program)) return NAMED_DEPLOY.test(line) ? "named" : RUNS.test(line) ? "other" : undefined;
  return NAMED_DEPLOY.test(line) || NAMES_IMAGE.test(line) ? "named" : "other";
}

/** An image in a registry, among the words of a program that is not known. */
const NAMES_IMAGE =
  /(?:^|[\s=,"'/])(?:ghcr\.io|docker\.io|quay\.io|gcr\.io|[\w-]+\.gcr\.io|[\w-]+\.pkg\.dev|[\w-]+\.azurecr\.io|public\.ecr\.aws|\d+\.dkr\.ecr\.[\w-]+\.amazonaws\.com)\/[\w./-]+(?::[\w.-]+)?(?=[\s,"'}]|$)/;

/** For an action with inputs that were not understood, judged by its name. */
export function deployHintOfAction(name: string): DeployHint | undefined {
  return NAMED_DEPLOY.test(name) && !UPLOADS.test(name) ? "named" : undefined;
}

/** For a called workflow in another repository, which can do anything. */
export function deployHintOfCall(uses: string): DeployHint | undefined {
  return UPLOADS.test(uses) ? undefined : NAMED_DEPLOY.test(uses) ? "named" : "other";
}

/** For programs that are otherwise understood, only the commands that deploy something unreadable. */
const TOOLS: readonly (readonly [DeployHint, RegExp])[] = [
  ["tool", /^(?:kamal|mrsk) (?:.* )?(?:deploy|redeploy|setup|rollback|boot|reboot)\b/],
  ["tool", /^bundle exec (?:kamal|mrsk|cap) .*\b(?:deploy|redeploy|setup|rollback)\b/],
  ["tool", /^cap /],
  // The engine's API, past its command line.
  [
    "tool",
    /^(?:curl|wget|http|https|xh|nc|ncat|netcat|socat) .*(?:docker|podman|containerd)\.sock(?!.*\/(?:_ping|version|info)(?:\s|$))/,
  ],
  ["tool", /^(?:curl|wget|http|https|xh) .*:237[56]\/\S*(?:containers|images|services)\/create/],
  ["tool", /^(?:curl|wget|http|https|xh) .*\/(?:v[\d.]+\/)?(?:containers|services|images)\/create(?:\?|\s|$)/],
  [
    "tool",
    /^(?:curl|wget|http|https|xh) .*\/apis?\/(?:apps\/)?v1\/namespaces\/\S*\/(?:deployments|statefulsets|daemonsets|pods|jobs)\b/,
  ],
  ["tool", /^podman(?:-remote)? (?:.* )?(?:kube play|play kube)(?: |$)/],
  ["tool", /^(?:docker|podman|nerdctl|finch) (?:.* )?plugin (?:install|upgrade)(?: |$)/],
  ["tool", /^crictl (?:.* )?(?:runp?|create)(?: |$)/],
  ["tool", /^kubectl (?:.* )?(?:debug|edit)(?: |$)/],
  // Workflows of other repositories.
  ["named", /^gh (?:.* )?workflow run (?:.* )?(?:-R|--repo)[ =]/],
  ["named", /^gh (?:.* )?api (?:.* )?\S*\/dispatches(?: |$)/],
  ["tool", /^ansible(?:-playbook|-pull)?(?: |$)/],
  ["tool", /^(?:docker|podman) (?:.* )?stack (?:deploy|up)\b/],
  ["tool", /^(?:kubectl|oc) (?:.* )?(?:apply|replace)(?: |$)/],
  ["tool", /^(?:helm|helm3) (?:.* )?(?:upgrade|install)(?: |$)/],
  ["tool", /^helmfile (?:.* )?(?:apply|sync)(?: |$)/],
  [
    "tool",
    /^(?:skaffold|werf|kapp|kluctl|garden|devspace|tanka|tk|okteto|timoni|kpt|porter|waypoint) (?:.* )?(?:deploy|run|converge|apply|up)(?: |$)/,
  ],
  [
    "tool",
    /^(?:fly|flyctl|railway|render|dokku|caprover|koyeb|northflank|cf|scalingo|clever|copilot|dokploy|coolify) (?:.* )?(?:deploy|create|up|push|redeploy)(?: |$)/,
  ],
  ["tool", /^tilt (?:.* )?(?:ci|up)(?: |$)/],
  ["tool", /^(?:lxc|incus) (?:.* )?(?:launch|init|rebuild)(?: |$)/],
  ["tool", /^machinectl (?:.* )?(?:pull|import)-(?:raw|tar|fs)(?: |$)/],
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
  ["infrastructure", /^buildah (?:.* )?run(?: |$)/],
  ["infrastructure", /^(?:terraform|tofu|terragrunt) (?:.* )?apply(?: |$)/],
  ["infrastructure", /^pulumi (?:.* )?up(?: |$)/],
  ["infrastructure", /^(?:cdk|cdklocal|sam|serverless|sls|sst) (?:.* )?deploy(?: |$)/],
  ["infrastructure", /^aws (?:.* )?cloudformation (?:deploy|create-stack|update-stack)(?: |$)/],
  ["infrastructure", /^az (?:.* )?deployment (?:.* )?create(?: |$)/],
  ["infrastructure", /^(?:salt|salt-call|puppet|chef-client|knife) /],
];

/** Options of commands that only inspect. */
const INSPECTS = /^(?:--help|-h|--dry-run(?:=(?!none).*)?|--check|--syntax-check|--list-hosts|--list-tasks)$/;

/** Words that say that a command or an action deploys. */
const NAMED_DEPLOY =
  /deploy|rollout|roll-out|release[-_: ]?to|go-?live|(?:^|[\s/._:-])(?:ship|promote|restart)(?:[\s._:-]|$)|webhook/i;

/** Uploads of files, packages or pages to a place that runs none of this team's images. */
const UPLOADS =
  /gh-pages|gh-deploy|(?:^|[\s/_-])pages(?:[\s/_-]|$)|deploy-docs|docs[:-]deploy|^(?:mkdocs|mike|hugo|jekyll|firebase|netlify|vercel|wrangler|surge|now|twine|lftp|ncftpput|s3cmd|s5cmd|gsutil|azcopy|rclone|butler|semantic-release|goreleaser) |ftp-?deploy|hosting|static-web|netlify|vercel|deployment-status|create-deployment|preview-comment|wait-for|rsync-deploy|ssh-deploy|slack|discord|telegram|teams\b|sentry|notif/i;

/** Runs a script that a file of the project defines under a name. */
const RUNNERS =
  /^(?:npm|npx|yarn|pnpm|pnpx|bun|bunx|deno|composer|poetry|uv|pipenv|rake|bundle|gradle|gradlew|mvn|mvnw|go|cargo|dotnet|nx|turbo|lerna|make|just|task|mage|invoke|fab|mise|moon|pixi|cmake|ninja|bazel|bazelisk|tox|nox|node|tsx|ts-node|python3?|ruby|perl|php)$/;
const RUNS =
  /^(?:npx|pnpx|bunx|rake|bundle exec|deno run|go run|cargo run|make|just|task|mage|invoke|fab|(?:node|tsx|ts-node|python3?|ruby|perl|php) [^-\s]\S*)(?= |$)(?!.*(?:test|build|lint|format|install|clean|migrat|seed|collectstatic|version|playwright|cypress|jest|tsc|login|setup))/;

/** `curl` only reads, unless it has options to send data. */
function requestHint({ args }: Command, line: string): DeployHint | undefined {
  const said = `${line} ${args.map(({ written }) => written).join(" ")}`;
  if (UPLOADS.test(said)) return undefined;
  const sends = args
    .map(firstText)
    .some((word) => /^(?:-X|--request|-d|--data\S*|--json|-F|--form|--post-\S*|-T|POST|PUT|PATCH)/.test(word));
  if (/deploy|webhook|\bhooks?\b|rollout|restart|dispatches|stacks?\//i.test(said)) return "named";
  return sends ? "other" : undefined;
}

/** Programs that prepare, build, inspect or print. Builtins that the walk handles (`cd`, `echo`) are not commands here. */
const HARMLESS: ReadonlySet<string> = new Set(
  `[ test true false : echo printf cat tee head tail sed awk gawk grep egrep fgrep rg cut tr sort uniq wc xargs find ls pwd cd pushd popd mkdir rmdir
  rm cp mv ln touch chmod chown chgrp stat file du df tar gzip gunzip zip unzip bzip2 xz zstd base64 md5sum sha1sum sha256sum sha512sum openssl gpg
  age sops date sleep wait seq expr bc let env export set unset shopt declare local readonly typeset read source . exit return trap kill pkill ps
  which command type hash alias id whoami hostname uname arch nproc free uptime ulimit umask git gh hub glab jq yq gojq dasel envsubst python-dotenv
  pip pip3 pipx java javac gcc g++  corepack nvm fnm asdf volta apt apt-get apt-key dpkg yum dnf apk
  brew choco snap gem docker-credential-ecr-login buildah kaniko crane regctl oras skopeo cosign syft grype trivy snyk hadolint kubeconform kubeval
  kube-linter conftest opa checkov tflint actionlint shellcheck yamllint prettier eslint tsc jest vitest mocha pytest phpunit rspec cypress
  playwright newman k6 artillery jmeter locust codecov sonar-scanner ssh-keyscan ssh-keygen ssh-agent ssh-add scp sftp rsync nc ncat ping dig
  nslookup host ip ifconfig telnet psql mysql sqlite3 pg_dump pg_restore mysqldump redis-cli mongosh flyway liquibase alembic prisma knex dbmate
  timeout time nice nohup sudo pushd mktemp realpath readlink basename dirname diff cmp patch column paste rev fold nl tac less more clear tput
  dos2unix iconv strings xxd od vite webpack rollup esbuild next nuxt ng vue storybook sass tailwindcss kind k3d minikube
  ctlptl vcluster setup-kubeconfig aws-iam-authenticator kubelogin kubectx kubens vault doppler op infisical gitleaks trufflehog sleep mapfile
  readarray break continue exec eval shift getopts dirs wall logger ssh-copy-id step tailscale wg wg-quick openvpn cloudflared warp-cli pm2 forever nginx certbot artisan`.split(
    /\s+/,
  ),
);
