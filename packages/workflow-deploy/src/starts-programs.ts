// Whether code of another language may start other programs: code that does not cannot deploy.
import { CODE_LIMIT, withoutComments } from "./code-text.ts";

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
  if (text.length > CODE_LIMIT) return true;
  const name = ALIASES[language] ?? language;
  const pattern = /^(?:pwsh|powershell)$/.test(name)
    ? POWERSHELL
    : name === "cmd"
      ? CMD
      : (STARTS.get(name) ?? ANY_LANGUAGE);
  return pattern.test(withoutComments(text));
}
