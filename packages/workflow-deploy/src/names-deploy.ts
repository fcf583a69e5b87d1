// Whether code that is not evaluated names a command that deploys: then it probably runs it.
import { CODE_LIMIT, withoutComments } from "./code-text.ts";
import { ENGINE_SOCKET } from "./http-request.ts";

const PROGRAMS =
  "docker|podman|nerdctl|finch|docker-compose|podman-compose|kubectl|oc|helm|helmfile|ctr|crictl|k3s|argocd|kamal|nomad|flyctl|fly|heroku|ansible(?:-playbook)?|terraform|pulumi|aws|az|gcloud";
/** What stands between words: blanks, and in other languages quotes, commas and brackets. */
const GAP = String.raw`[\s"'\`,\[\](){}\\^]{1,20}`;
/** Options, environment variables and other words between a program and its command. */
const WORDS = String.raw`(?:[^\s"'\`,;|&\[\](){}\\^]{1,200}${GAP}){0,8}?`;
const COMMANDS =
  "run|create|start|pull|up|deploy|stack|apply|replace|set|patch|rollout|upgrade|install|sync|service|play|exec|release|redeploy|update|update-service|container:release";

/** `docker run`, `["docker", "compose", "up"]`, `subprocess.run("kubectl -n x apply …")`. */
const NAMED = new RegExp(
  String.raw`(?:^|[^\w.@-]|[\\/])(?:${PROGRAMS})(?:\.exe)?${GAP}${WORDS}(?:${COMMANDS})(?![\w:/-])`,
);

/** Libraries that talk to an engine or a cluster, and the engine's socket. */
const LIBRARIES = new RegExp(
  String.raw`\b(?:import|from|require\(|use|using)\s*["']?(?:docker|dockerode|kubernetes|@kubernetes\/client-node|podman|python_on_whales|testcontainers)\b|${ENGINE_SOCKET}|DOCKER_HOST`,
);

/** True if the code names a command that deploys, outside comments. */
export function namesDeploy(text: string): boolean {
  const code = withoutComments(text.slice(0, CODE_LIMIT));
  return NAMED.test(code) || LIBRARIES.test(code);
}

/** Arguments of a program that is known only at run time: `$TOOL run -d app:latest`, `$TOOL apply -f x.yml`. */
export function mayBeDeploy(args: string): boolean {
  const [first = ""] = args
    .trim()
    .split(/\s+/)
    .filter((word) => !word.startsWith("-"));
  if (/^(?:apply|upgrade|stack|rollout|compose)$/.test(first)) return true;
  return (
    /^(?:run|pull|create|set|service|install|up|deploy)$/.test(first) &&
    /[^\s:/]+[/:@]\S*[\w}>]/.test(args.slice(args.indexOf(first) + first.length))
  );
}
