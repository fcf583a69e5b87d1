// Command lines of tools that deploy what this check does not read. For programs that are otherwise understood, these are only the commands
// that deploy something unreadable.
import type { DeployHint } from "./effect.ts";
import { callsApi } from "./http-request.ts";

const TOOLS: readonly (readonly [DeployHint, RegExp])[] = [
  ["tool", /^(?:kamal|mrsk) (?:.* )?(?:deploy|redeploy|setup|rollback|boot|reboot)\b/],
  ["tool", /^bundle exec (?:kamal|mrsk|cap) .*\b(?:deploy|redeploy|setup|rollback)\b/],
  ["tool", /^cap /],
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

/** The kind of tool; undefined for other commands. */
export function toolOf(line: string): DeployHint | undefined {
  return callsApi(line) ? "tool" : TOOLS.find(([, pattern]) => pattern.test(line))?.[0];
}

/** True if one of these options says that the command only inspects. */
export function isInspection(words: readonly string[]): boolean {
  return words.some((word) => INSPECTS.test(word));
}
