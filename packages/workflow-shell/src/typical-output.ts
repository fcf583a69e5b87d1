// The kind of output of programs whose exact output is known only at run time: `git rev-parse HEAD` prints a commit, `date` a time.
// Programs not listed here have unknown output.
import { type Command, firstText } from "@deploy-actions/workflow-source/command";
import { commitMark, mark, only, type Values } from "@deploy-actions/workflow-source/value";

/** What the command prints, as far as its kind is known. */
export function typicalOutput({ program, args }: Command): Values {
  const words = args.map(firstText);
  const line = words.join(" ");
  const found = lookedUp(program, words);
  if (found !== undefined) return only(`/usr/bin/${found}`);
  const kind =
    program === "git"
      ? git(words)
      : (OUTPUTS.find(([name, asks]) => name.test(program) && asks.test(line))?.[2] ?? mark("command"));
  return only(kind);
}

/** `which docker`, `command -v docker` and `type -p docker` print where the program is. */
function lookedUp(program: string, words: readonly string[]): string | undefined {
  const [option, name] = program === "which" || program === "-v" ? ["-p", words[0]] : words;
  const asks = program === "which" || program === "-v" || (program === "type" && /^-[pP]$/.test(option ?? ""));
  return asks && name !== undefined && /^[\w.+-]+$/.test(name) ? name : undefined;
}

const DIGEST = mark("digest");

/** Program, pattern of its arguments, output. */
const OUTPUTS: readonly (readonly [RegExp, RegExp, string])[] = [
  [/^date$/, /^/, mark("time")],
  [/^(?:docker|podman|nerdctl)$/, /RepoDigests/, `${mark("name")}@${DIGEST}`],
  [/^(?:docker|podman|nerdctl)$/, /inspect.*Digest/i, DIGEST],
  [/^(?:docker|podman|nerdctl)$/, /inspect.*\{\{\s*\.Id\s*\}\}/, DIGEST],
  [/^(?:crane|regctl|oras|skopeo)$/, /digest/i, DIGEST],
  [/^(?:az|gcloud|aws)$/, /digest/i, DIGEST],
  [/^gh$/, /release.*(?:tagName|tag_name)/, mark("version")],
  [/^(?:node|jq|yq|npm|python3?|poetry|gradlew|mvnw?)$/, /version/i, mark("version")],
  [/^(?:gitversion|semver|standard-version|semantic-release)$/, /^/, mark("version")],
  [/^(?:aws|az|gcloud|curl|wget|gh|kubectl|oc|helm|docker)$/, /^/, mark("remote")],
  [/^(?:whoami|hostname|pwd|uname)$/, /^/, mark("name")],
];

/** git-rev-parse(1), git-describe(1), git-log(1). */
function git(words: readonly string[]): string {
  const rest = words.filter((word, index) => !/^-[cC]$/.test(word) && !/^-[cC]$/.test(words[index - 1] ?? ""));
  const line = rest.join(" ");
  if (/^rev-parse\b/.test(line)) return /--abbrev-ref|--symbolic/.test(line) ? mark("branch") : revision(line);
  if (/^(?:log|show)\b/.test(line)) return logged(line);
  if (/^(?:rev-list|ls-remote|merge-base)\b/.test(line)) return /--count/.test(line) ? mark("run") : commitMark();
  if (/^describe\b/.test(line)) return /--always/.test(line) && !/--tags/.test(line) ? commitMark(7) : mark("version");
  if (/^(?:symbolic-ref|branch)\b/.test(line)) return mark("branch");
  return /^(?:tag|for-each-ref)\b/.test(line) ? mark("version") : mark("command");
}

function revision(line: string): string {
  const [, digits] = /--short(?:=(\d+))?/.exec(line) ?? [];
  if (/--short/.test(line)) return commitMark(digits === undefined ? 7 : Number(digits));
  return /--(?!verify)/.test(line) ? mark("command") : commitMark();
}

function logged(line: string): string {
  if (/%H/.test(line)) return commitMark();
  return /%h/.test(line) ? commitMark(7) : /%(?:ct|at|cd|cs|ci|cI)/.test(line) ? mark("time") : mark("command");
}
