// Code that the check cannot read: which of it is said to be so, and which is known to deploy nothing.
import { filesOf } from "@deploy-actions/workflow-source/testing";
import { describe, expect, it } from "vitest";
import { openProject } from "../src/project.ts";

type Given = { readonly job?: string; readonly files?: Readonly<Record<string, string>> };

/** The commands with unknown code; those that name a deploy, or hide behind a limit, end with `!`. */
function unknown(steps: string, { job = "deploy", files = {} }: Given = {}): readonly string[] {
  const path = ".github/workflows/w.yml";
  const honest = `      - run: docker run -d a@sha256:${"a".repeat(64)}\n`;
  const text = `on: push\njobs:\n  ${job}:\n    runs-on: ubuntu-latest\n    steps:\n${honest}${steps.replace(/^(?=.)/gm, "      ")}\n`;
  const { deployments } = openProject(filesOf({ ...files, [path]: text })).report(path);
  return deployments.flatMap((one) => (one.is === "unknown-code" ? [`${one.written}${one.likely ? "!" : ""}`] : []));
}

const run = (script: string) => `- run: |\n${script.replace(/^(?=.)/gm, "    ")}`;

describe("nothing is said of what everybody runs", () => {
  it.each([
    "npm ci && npm run build && npm test",
    "pip install -r requirements.txt",
    "python -m pip install docker kubernetes",
    "python3 -c 'import json, sys; print(json.load(sys.stdin)[\"x\"])'",
    "node -p 'require(\"./package.json\").version'",
    "node -e 'console.log(process.version)'",
    "source venv/bin/activate && . ~/.profile && source $HOME/.cargo/env",
    'eval "$(ssh-agent -s)"',
    'eval "$(minikube -p minikube docker-env)"',
    'eval "$(/opt/homebrew/bin/brew shellenv)"',
    "sudo apt-get update && sudo apt-get install -y docker.io docker-compose-plugin kubectl",
    "$SUDO docker ps",
    "trap 'rm -rf \"$TMP\"' EXIT",
    "trap 'docker compose down' EXIT INT TERM",
    "find . -name '*.sh' -exec shellcheck {} +",
    "find . -type f | xargs grep -l docker",
    "git ls-files '*.yml' | xargs -n1 yamllint",
    "docker ps -q | xargs -r docker stop",
    "docker images -q | xargs docker rmi -f",
    "echo 'run docker run -d app:latest to start it'",
    'git commit -m "Run docker run -d app:latest"',
    `curl -X POST -d '{"text":"docker run app:latest failed"}' "$SLACK"`,
    "grep -rn 'docker run' docs/",
    "kubectl exec deploy/app -- php artisan migrate --force",
    "docker exec app sh -c 'php artisan cache:clear'",
    "docker compose exec -T app python manage.py migrate",
    "timeout 60 bash -c 'until curl -sf localhost; do sleep 1; done'",
    "for i in $(seq 1 $(( N + 1 ))); do sleep 1; done",
    "awk '{print $1}' file | sort | uniq -c",
    "perl -pi -e 's/a/b/g' file",
    'retry() { for i in 1 2 3; do "$@" && return; done; }\nretry curl -f https://x.example',
    "cat <<'EOF' > README.txt\nStart it with docker run -d app:latest\nEOF",
    "ssh host 'cd /srv && ls'",
    "echo '::add-mask::x'",
    "which docker && docker version",
    "chmod +x /usr/local/bin/kubectl",
    "set -euo pipefail; shopt -s globstar",
    "export $(grep -v '^#' .env | xargs)",
    'read -r A B <<< "$LINE"',
  ])("%s", (script) => expect(unknown(run(script))).toEqual([]));

  it.each([
    ["a script that talks", "- uses: actions/github-script@v8\n  with: { script: 'core.info(context.sha)' }"],
    [
      "a comment that names a command",
      "- uses: peter-evans/create-or-update-comment@v4\n  with: { body: 'docker run -d app:latest' }",
    ],
    ["a language that starts nothing", "- shell: python\n  run: print('hello')"],
    ["PowerShell", "- shell: pwsh\n  run: Write-Host hello"],
    ["a shell with options", "- shell: bash -leo pipefail {0}\n  run: echo hello"],
    ["an action that sets up", "- uses: actions/setup-node@v6\n  with: { node-version: 24 }"],
  ])("%s", (_, steps) => expect(unknown(steps)).toEqual([]));
});

describe("it is counted, and reported where it is strict", () => {
  it.each([
    ["curl -fsSL https://x.example | sh", "curl -fsSL https://x.example"],
    ['eval "$(./settings)"', "$(./settings)"],
    ["$TOOL", "$TOOL"],
    ["bash /opt/app/update.sh", "bash /opt/app/update.sh"],
    [`python3 -c 'import os; os.system("ls")'`, `python3 -c 'import os; os.system("ls")'`],
  ])("%s", (script, expected) => expect(unknown(run(script)).at(-1)).toBe(expected));

  it("but not in a step that tests", () => {
    expect(unknown(run("curl https://x.example | sh"), { job: "test" })).toEqual([]);
  });
});

describe("it is reported", () => {
  it.each([
    ["code that names a deploy", `python3 -c 'import os; os.system("docker run -d app")'`],
    ["an argument that is a command", "some-tool --then 'kubectl set image deploy/a a=b:c'"],
    ["a program from nowhere with arguments of one that deploys", "$TOOL apply -f k8s/app.yml"],
  ])("%s", (_, script) => expect(unknown(run(script))).toEqual([`${script}!`]));

  it("beyond a limit", () => {
    const chain = Array.from({ length: 60 }, (_, at) => `f${at}() { f${at + 1}; }`).join("\n");
    expect(unknown(run(`${chain}\nf0`))).toEqual([expect.stringMatching(/^f\d+!$/)]);
  });

  it("but not where a function calls itself", () => {
    expect(unknown(run("f() { sleep 1; f; }\nf"))).toEqual([]);
  });
});
