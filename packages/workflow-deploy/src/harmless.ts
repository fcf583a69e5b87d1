// Programs that prepare, build, inspect or print. Builtins that the walk handles (`cd`, `echo`) are not commands here.
const HARMLESS: ReadonlySet<string> = new Set(
  `[ test true false : echo printf cat tee head tail sed awk gawk grep egrep fgrep rg cut tr sort uniq wc xargs find ls pwd cd pushd popd
  mkdir rmdir rm cp mv ln touch chmod chown chgrp stat file du df tar gzip gunzip zip unzip bzip2 xz zstd base64 md5sum sha1sum
  sha256sum sha512sum openssl gpg age sops date sleep wait seq expr bc let env export set unset shopt declare local readonly typeset
  read source . exit return trap kill pkill ps which command type hash alias id whoami hostname uname arch nproc free uptime ulimit
  umask git gh hub glab jq yq gojq dasel envsubst python-dotenv pip pip3 pipx java javac gcc g++ corepack nvm fnm asdf volta apt
  apt-get apt-key dpkg yum dnf apk brew choco snap gem docker-credential-ecr-login buildah kaniko crane regctl oras skopeo cosign syft
  grype trivy snyk hadolint kubeconform kubeval kube-linter conftest opa checkov tflint actionlint shellcheck yamllint prettier eslint
  tsc jest vitest mocha pytest phpunit rspec cypress playwright newman k6 artillery jmeter locust codecov sonar-scanner ssh-keyscan
  ssh-keygen ssh-agent ssh-add scp sftp rsync nc ncat ping dig nslookup host ip ifconfig telnet psql mysql sqlite3 pg_dump pg_restore
  mysqldump redis-cli mongosh flyway liquibase alembic prisma knex dbmate timeout time nice nohup sudo mktemp realpath readlink basename
  dirname diff cmp patch column paste rev fold nl tac less more clear tput dos2unix iconv strings xxd od vite
  webpack rollup esbuild next nuxt ng vue storybook sass tailwindcss kind k3d minikube ctlptl vcluster setup-kubeconfig
  aws-iam-authenticator kubelogin kubectx kubens vault doppler op infisical gitleaks trufflehog mapfile readarray break continue exec
  eval shift getopts dirs wall logger ssh-copy-id step tailscale wg wg-quick openvpn cloudflared warp-cli pm2 forever nginx certbot
  artisan`.split(/\s+/),
);

export function isHarmless(program: string): boolean {
  return HARMLESS.has(program);
}
