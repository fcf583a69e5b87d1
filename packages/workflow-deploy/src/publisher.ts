// Tells an image of the team's own from one that others publish. What others publish is pinned in another way (a digest that somebody
// looks up), so it is a finding of its own.
import { isLiteral, meaningsIn } from "@deploy-actions/workflow-source/value";

/** Registries that publish for everybody, and names on Docker Hub under which well-known projects publish. */
const PUBLIC_REGISTRIES =
  /^(?:docker\.io\/library|quay\.io|registry\.k8s\.io|k8s\.gcr\.io|mcr\.microsoft\.com|public\.ecr\.aws|docker\.elastic\.co|cgr\.dev|gcr\.io\/(?:google|cadvisor|distroless)|container-registry\.oracle\.com|registry\.redhat\.io|lscr\.io|docker\.n8n\.io|nvcr\.io)(?:[/-]|$)/;
const PUBLISHERS = new Set(
  "library adguard alpine amazon apache axllent bitnami bitnamilegacy caddy certbot chromadb clickhouse cloudflare confluentinc containrrr datadog dpage edoburu elastic emqx fluent gitea goharbor gotenberg grafana haproxytech hashicorp jaegertracing jwilder keycloak kong linuxserver louislam mailhog mariadb mcuadros memcached metabase milvusdb minio mongo mysql n8nio neo4j netdata nginx nginxinc nginxproxy ollama openresty opensearchproject otel owncloud percona pgvector phpmyadmin portainer postgis postgres prom prometheuscommunity provectuslabs qdrant rabbitmq redis redislabs selenium sonatype swaggerapi tecnativa temporalio tensorflow timescale traefik vaultwarden valkey wordpress wurstmeister zookeeper".split(
    " ",
  ),
);

/** `made` are the images that the workflow builds or pushes; `owners` are the names and registries that the team calls its own. */
export type OwnImages = { readonly made: ReadonlySet<string>; readonly owners: readonly string[] };

/**
 * `repository` is a reference without tag and digest, marks and all. A name that a run fills in (an owner, a registry) is the team's;
 * a name without a folder is Docker Hub's own library.
 */
export function isOwn(repository: string, { made, owners }: OwnImages): boolean {
  if (made.has(repository) || made.has(lastPart(repository))) return true;
  if (repository.split("/").some((part) => owners.includes(part))) return true;
  if (!isLiteral(repository)) return meaningsIn(repository).length > 0;
  const plain = repository.replace(/^docker\.io\//, "");
  if (PUBLIC_REGISTRIES.test(repository) || !plain.includes("/")) return false;
  return !PUBLISHERS.has(plain.slice(0, plain.indexOf("/")));
}

/** True also of a name without a folder, unless a well-known project publishes under it: what a file is loaded into may be called so. */
export function mayBeOwn(repository: string, own: OwnImages): boolean {
  return isOwn(repository, own) || (!repository.includes("/") && !PUBLISHERS.has(repository));
}

/** The name under which what is made is known: with its registry, and alone. */
export function namesOfMade(repositories: readonly string[]): ReadonlySet<string> {
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
