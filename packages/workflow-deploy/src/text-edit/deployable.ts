// Determines from a file's name whether its content is deployed: manifests, values, compose files, task definitions and their variables.
import { firstText, type Word } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";

/** `sure`: the name says so. `maybe`: the format allows it, or the name is unknown. `not`: the file has another known purpose. */
export type Deployable = "sure" | "maybe" | "not";

const FORMATS =
  /\.(?:ya?ml|json5?|env|tfvars|tf|hcl|nomad|bicep|bicepparam|tpl|tmpl|template|j2|properties|toml)$|(?:^|\/)\.env|\.env\./;
const NAMED_DEPLOYABLE =
  /deploy|k8s|kube|manifest|values|compose|stack|swarm|service|helm|chart|task[-_]?def|container|nomad|\.env|\.tfvars|overlay|kustom|argo|gitops|fly\.toml|statefulset|daemonset|cronjob|job\.ya?ml|pod\.ya?ml/;
/** Well-known files in which a version is that of the software itself. */
const OTHER =
  /(?:^|\/)(?:package(?:-lock)?|composer|tsconfig|manifest|version|app|plugin|vcpkg|deno|jsr|angular|lerna|nx|turbo|info)\.json$|(?:^|\/)(?:pubspec|mkdocs|galaxy|action|openapi|swagger|_config|citation|dependabot|snapcraft|codecov)\.ya?ml$|(?:^|\/)(?:cargo|pyproject|netlify|config)\.toml$|\.github\/workflows\/|readme|changelog|dockerfile/;

export function deployableOf(file: Word): Deployable {
  const path = firstText(file).toLowerCase();
  if (OTHER.test(path)) return "not";
  if (FORMATS.test(path)) return NAMED_DEPLOYABLE.test(path) ? "sure" : "maybe";
  return isLiteral(path.slice(path.lastIndexOf("/") + 1)) ? "not" : "maybe";
}
