// Distinguishes the team's own images from third-party ones, which are pinned differently (by a digest that is looked up) and therefore
// reported by a separate rule.
import { isLiteral, meaningsIn } from "@deploy-actions/workflow-source/value";

/** Registries for public images, and Docker Hub names of well-known projects. */
const PUBLIC_REGISTRIES =
  /^(?:docker\.io\/library|quay\.io|registry\.k8s\.io|k8s\.gcr\.io|mcr\.microsoft\.com|public\.ecr\.aws|docker\.elastic\.co|cgr\.dev|gcr\.io\/(?:google|cadvisor|distroless)|container-registry\.oracle\.com|registry\.redhat\.io|lscr\.io|docker\.n8n\.io|nvcr\.io)(?:[/-]|$)/;
const PUBLISHERS = new Set(
  "library adguard alpine amazon apache axllent bitnami bitnamilegacy caddy certbot chromadb clickhouse cloudflare confluentinc containrrr datadog dpage edoburu elastic emqx fluent gitea goharbor gotenberg grafana haproxytech hashicorp jaegertracing jwilder keycloak kong linuxserver louislam mailhog mariadb mcuadros memcached metabase milvusdb minio mongo mysql n8nio neo4j netdata nginx nginxinc nginxproxy ollama openresty opensearchproject otel owncloud percona pgvector phpmyadmin portainer postgis postgres prom prometheuscommunity provectuslabs qdrant rabbitmq redis redislabs selenium sonatype swaggerapi tecnativa temporalio tensorflow timescale traefik vaultwarden valkey wordpress wurstmeister zookeeper".split(
    " ",
  ),
);

/** `made` are the images that the workflow builds or pushes; `owners` are names and registries that count as the team's own. */
export type OwnImageRules = { readonly made: ReadonlySet<string>; readonly owners: readonly string[] };

/**
 * `repository` is a reference without tag and digest, including marks. A name filled in at run time (an owner, a registry) counts as the
 * team's own; a name without a folder belongs to Docker Hub's library.
 */
export function isOwn(repository: string, { made, owners }: OwnImageRules): boolean {
  if (made.has(repository) || made.has(lastPart(repository))) return true;
  if (repository.split("/").some((part) => owners.includes(part))) return true;
  if (!isLiteral(repository)) return meaningsIn(repository).length > 0;
  const plain = repository.replace(/^docker\.io\//, "");
  if (PUBLIC_REGISTRIES.test(repository) || !plain.includes("/")) return false;
  return !PUBLISHERS.has(plain.slice(0, plain.indexOf("/")));
}

/** Also true for a name without a folder, unless a well-known project uses it: images loaded from a file may have such names. */
export function mayBeOwn(repository: string, own: OwnImageRules): boolean {
  return isOwn(repository, own) || (!repository.includes("/") && !PUBLISHERS.has(repository));
}

/** The names of built images: with their registry, and without. */
export function builtNames(repositories: readonly string[]): ReadonlySet<string> {
  return new Set(
    repositories.flatMap((repository) => [
      repository,
      ...(repository.includes("/") ? [lastPart(repository)] : [repository]),
    ]),
  );
}

function lastPart(repository: string): string {
  return repository.slice(repository.lastIndexOf("/") + 1);
}
