// Judges code that is not evaluated: of another language, or known only at run time. Code that names a deploy command probably runs it; code
// that starts no programs cannot.
import { shown } from "@deploy-actions/workflow-source/value";

/** Characters. Longer code is judged by its beginning, and what is cut counts as starting programs. */
const LIMIT = 300_000;

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
const LIBRARIES =
  /\b(?:import|from|require\(|use|using)\s*["']?(?:docker|dockerode|kubernetes|@kubernetes\/client-node|podman|python_on_whales|testcontainers)\b|docker\.sock|DOCKER_HOST|podman\.sock|containerd\.sock/;

/** True if the code names a command that deploys, outside comments. */
export function namesDeploy(text: string): boolean {
  const code = withoutComments(text.slice(0, LIMIT));
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

const ANY_LANGUAGE =
  /\b(?:system|popen|popen2|exec\w*|spawn\w*|subprocess|child_process|shell_exec|passthru|proc_open|eval|fork|Process|ProcessBuilder|Runtime|Command|sh|bash|cmd)\b|`[^`\n]+`|\$\(/;

const STARTS: ReadonlyMap<string, RegExp> = new Map([
  [
    "python",
    /\b(?:subprocess|popen\w*|posix_spawn\w*|spawn[lv]\w*|exec[lv]\w*|system|fork\w*|importlib|__import__|runpy|ctypes|pty|pexpect|paramiko|fabric|invoke|plumbum|docker|kubernetes|multiprocessing|create_subprocess\w*|getoutput|getstatusoutput|__builtins__|__globals__|__subclasses__|marshal|pickle|webbrowser)\b|\b(?:exec|eval|compile|getattr)\s*\(|\bfrom\s+sh\b|\bimport\s+sh\b/,
  ],
  [
    "node",
    /child_process|\b(?:execa?|execSync|execFile\w*|spawn\w*|fork|eval|dlopen|binding|mainModule|createRequire|worker_threads|Worker|runInNewContext|runInThisContext|shelljs|zx|dockerode|getExecOutput)\b|\bFunction\s*\(|\bimport\s*\(|\brequire\s*\(\s*(?:[^"'\s]|["'][^"']*["']\s*[+.])|\bconstructor\b\s*[[(.]|\$`|\bBun\b|\bDeno\b|\bglobalThis\s*\[|\b(?:process|global)\s*\[|\bexec\./,
  ],
  ["perl", /\b(?:system|exec|eval|fork|open|open2|open3|qx|require|do|syscall)\b|`/],
  [
    "ruby",
    /\b(?:system|exec|eval|instance_eval|class_eval|send|public_send|spawn|popen\w*|fork|Open3|PTY|Kernel|load|sh)\b|`|%x/,
  ],
  [
    "php",
    /\b(?:exec|shell_exec|system|passthru|popen|proc_open|pcntl_exec|eval|assert|call_user_func\w*|include|require)\b|`|\$\w+\s*\(/,
  ],
  ["lua", /\b(?:execute|popen|load|loadstring|dofile|require)\b/],
  ["awk", /\bsystem\s*\(|\|/],
  ["m4", /\be?syscmd\b/],
  ["tclsh", /\b(?:exec|eval|open|spawn|source)\b/],
  ["expect", /\b(?:exec|eval|open|spawn|source|send)\b/],
]);

const ALIASES: Readonly<Record<string, string>> = {
  pypy: "python",
  nodejs: "node",
  tsx: "node",
  "ts-node": "node",
  zx: "node",
  bun: "node",
  deno: "node",
  gawk: "awk",
  mawk: "awk",
  nawk: "awk",
  luajit: "lua",
};

export function isJavaScript(language: string): boolean {
  return (ALIASES[language] ?? language) === "node";
}

/** PowerShell: text that is run as a command. Plain commands are read like those of other shells. */
const POWERSHELL =
  /\b(?:iex|Invoke-Expression|Invoke-Command|icm|Start-Process|saps|Invoke-Item|ScriptBlock|EncodedCommand|FromBase64String|Add-Type|AddScript)\b|(?:^|[\s;|({])[&.]\s*[$("'{]|::\s*Start\b/i;
const CMD = /\^|%\w+%|!\w+!|\bcall\b|\bfor\b|\bstart\b/i;

/** True if code of this language may start other programs, or run code that is not written there. */
export function startsPrograms(language: string, text: string): boolean {
  if (text.length > LIMIT) return true;
  const name = ALIASES[language] ?? language;
  const pattern = /^(?:pwsh|powershell)$/.test(name)
    ? POWERSHELL
    : name === "cmd"
      ? CMD
      : (STARTS.get(name) ?? ANY_LANGUAGE);
  return pattern.test(withoutComments(text));
}

/** Files that code loads from its repository: `require("./deploy.js")`, `import "./x.mjs"`. */
export function loadedFiles(text: string): readonly string[] {
  const found = text
    .slice(0, LIMIT)
    .matchAll(/\b(?:require\s*\(|import\s*\(|from|import)\s*["'`](?:file:\/\/)?(\.{1,2}\/[^"'`\n]{1,200})["'`]/g);
  return [...new Set([...found].flatMap(([, path]) => path ?? []))].slice(0, FILES_LIMIT);
}

const FILES_LIMIT = 10;

/** Without lines that are only a comment, and with marks as words. */
function withoutComments(text: string): string {
  return shown(text).replace(/^[ \t]*(?:#(?!!)|\/\/|\*\s+[A-Za-z@{]).*$/gm, "");
}
