// Tells by a file's name whether somebody deploys what it says: manifests, values, compose files, task definitions, variables of them.
import { firstText, type Word } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";

/** `sure`: its name says so. `maybe`: its format allows it, or nobody knows its name. `not`: it is known for something else. */
export type Deployable = "sure" | "maybe" | "not";

const FORMATS =
  /\.(?:ya?ml|json5?|env|tfvars|tf|hcl|nomad|bicep|bicepparam|tpl|tmpl|template|j2|properties|toml)$|(?:^|\/)\.env|\.env\./;
const SAYS =
  /deploy|k8s|kube|manifest|values|compose|stack|swarm|service|helm|chart|task[-_]?def|container|nomad|\.env|\.tfvars|overlay|kustom|argo|gitops|fly\.toml|statefulset|daemonset|cronjob|job\.ya?ml|pod\.ya?ml/;
/** Well-known files in which a version is that of the software itself. */
const OTHER =
  /(?:^|\/)(?:package(?:-lock)?|composer|tsconfig|manifest|version|app|plugin|vcpkg|deno|jsr|angular|lerna|nx|turbo|info)\.json$|(?:^|\/)(?:pubspec|mkdocs|galaxy|action|openapi|swagger|_config|citation|dependabot|snapcraft|codecov)\.ya?ml$|(?:^|\/)(?:cargo|pyproject|netlify|config)\.toml$|\.github\/workflows\/|readme|changelog|dockerfile/;

export function deployableOf(file: Word): Deployable {
  const path = firstText(file).toLowerCase();
  if (OTHER.test(path)) return "not";
  if (FORMATS.test(path)) return SAYS.test(path) ? "sure" : "maybe";
  return isLiteral(path.slice(path.lastIndexOf("/") + 1)) ? "not" : "maybe";
}
