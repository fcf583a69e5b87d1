// Which jobs deploy in a way that this check does not understand, and which are known to deploy no image.
import { filesOf } from "@deploy-actions/workflow-source/testing";
import { describe, expect, it } from "vitest";
import { type Overrides, openProject } from "../src/project.ts";

type Given = {
  readonly job?: string;
  readonly about?: string;
  readonly name?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly overrides?: Partial<Overrides>;
};

/** The commands that are not understood, joined; "" where nothing is said of the job. */
function unread(steps: readonly string[], given: Given = {}): string {
  const { job = "deploy", about = "", name = "main", files = {}, overrides } = given;
  const path = ".github/workflows/w.yml";
  const body = steps.map((step) => `      - ${step}\n`).join("");
  const text = `name: ${name}\non: push\njobs:\n  ${job}:\n    runs-on: ubuntu-latest\n${about}    steps:\n${body}`;
  const { deployments } = openProject(filesOf({ ...files, [path]: text }), overrides).report(path);
  return deployments
    .flatMap((one) => (one.is === "unread" && one.isBeside !== true ? one.commands.map(({ written }) => written) : []))
    .join("; ");
}

const run = (...commands: readonly string[]) => commands.map((command) => `run: ${JSON.stringify(command)}`);

describe("a job that deploys is not understood where nothing was read from", () => {
  it.each([
    "kamal deploy --version latest",
    "ansible-playbook site.yml",
    "make deploy TAG=latest",
    "make ship",
    "./deploy.sh prod",
    "npm run deploy",
    "python3 scripts/deploy.py",
    "curl -X POST https://portainer.example/api/webhooks/1",
    "curl https://api.render.com/deploy/srv-1",
    "$DEPLOY_COMMAND",
    "flyctl deploy",
    "cf push",
    "terraform apply -auto-approve",
    "pulumi up --yes",
    "aws deploy create-deployment --application-name shop",
    "systemctl restart shop",
    "docker run --rm -v $PWD:/w mikefarah/yq:4 . && make release-to-prod",
  ])("%s", (command) => expect(unread(run(command))).not.toBe(""));

  it.each([
    ["a script of another shell", ["{ run: Deploy-App, shell: pwsh }"]],
    ["an action that says so", ["uses: acme/kamal-deploy@v1"]],
    ["an action of the repository that is not there", ["uses: ./.github/actions/deploy"]],
    ["a host that is told by a script from elsewhere", run("ssh host /opt/shop/update.sh")],
  ])("%s", (_, steps) => expect(unread(steps)).not.toBe(""));

  it.each([
    ["kubectl apply -f k8s/service.yaml", "make deploy"],
    ["cat k8s/*.yaml | kubectl apply -f -", "./gone.sh prod"],
    ["kubectl create ns x --dry-run=client -o yaml | kubectl apply -f -", "make deploy"],
  ])("whatever runs no image beside it: %s", (beside, command) => {
    const files = { "k8s/service.yaml": "kind: Service\nmetadata: { name: image }\n" };
    expect(unread(run(beside, command), { files })).toBe(command);
    expect(unread(run(beside), { files })).toBe("");
  });

  it("names every command once, the most telling first", () => {
    expect(unread(run("./rollforward", "make deploy", "kamal deploy", "make deploy"))).toBe(
      "kamal deploy; make deploy; ./rollforward",
    );
  });
});

describe("nothing is said", () => {
  it.each([
    ["of what was read", run("docker run -d ghcr.io/acme/shop:latest", "make deploy")],
    [
      "of what prepares and looks",
      run("npm ci && npm run build", "docker build -t a:b . && docker push a:b", "kubectl get pods"),
    ],
    [
      "of files, pages and packages",
      run("aws s3 sync dist s3://x", "npm publish", "firebase deploy", "mkdocs gh-deploy"),
    ],
    ["of a message", run('curl -X POST -d "{}" "$SLACK_WEBHOOK_URL"')],
    ["of what is only tried", run("ansible-playbook site.yml --check")],
    ["of pages by an action", ["uses: actions/deploy-pages@v4", "uses: peaceiris/actions-gh-pages@v4"]],
    ["of a step that tests", ['{ name: Smoke test, run: "./check.sh" }']],
    [
      "behind a guard",
      [
        "{ uses: org/actions/immutable-tag-validator@v1, with: { images: 'a:${{ inputs.tag }}' } }",
        ...run("make deploy"),
      ],
    ],
    [
      "behind a check of the shell",
      [`{ env: { TAG: "\${{ inputs.tag }}" }, run: '[[ $TAG =~ ^[0-9a-f]{40}$ ]] || exit 1' }`, ...run("make deploy")],
    ],
    ["of a script that was read", run("./ship.sh")],
  ])("%s", (_, steps) => expect(unread(steps, { files: { "ship.sh": "echo ship" } })).toBe(""));

  it("of the guard itself, whatever its repository is called", () => {
    expect(
      unread(["{ uses: acme/deploy-kit/immutable-tag-validator@v1, with: { images: 'a:${{ inputs.tag }}' } }"]),
    ).toBe("");
    expect(unread(["uses: acme/deploy-kit/immutable-tag-validator@v1"])).toBe("");
  });

  it("behind a guard that may not have run, it is", () => {
    const guard =
      "{ if: inputs.guard, uses: org/actions/immutable-tag-validator@v1, with: { images: 'a:${{ inputs.tag }}' } }";
    expect(unread([guard, ...run("make deploy")])).toBe("make deploy");
  });
});

describe("a job deploys", () => {
  const MAKE = run("make deploy");
  it.each<[string, Given, readonly string[], string]>([
    ["by its id", { job: "deploy_prod" }, MAKE, "make deploy"],
    ["by its environment", { job: "go", about: "    environment: production\n" }, run("make ship"), "make ship"],
    ["by its tool", { job: "go" }, run("kamal deploy"), "kamal deploy"],
    [
      "by its tool, whatever else it deploys",
      {},
      run("docker run -d ghcr.io/acme/shop:latest", "kamal deploy"),
      "kamal deploy",
    ],
    ["by its workflow, where its command says so too", { job: "go", name: "Deploy" }, MAKE, "make deploy"],
    ["not by its workflow alone", { job: "notify", name: "Deploy" }, run("./tell-everybody"), ""],
    ["not where it tests", { job: "e2e" }, run("make deploy", "ansible-playbook x.yml"), ""],
    ["not where it builds", { job: "build" }, MAKE, ""],
    ["not where it writes documents", { job: "deploy-docs" }, MAKE, ""],
    ["where the team says so", { job: "go", overrides: { deploys: () => true } }, run("./launch"), "./launch"],
    ["not where the team says so", { overrides: { builds: () => true } }, run("kamal deploy"), ""],
  ])("%s", (_, given, steps, expected) => expect(unread(steps, given)).toBe(expected));
});

describe("a called workflow", () => {
  const called = (call: string, files: Readonly<Record<string, string>> = {}) => {
    const path = ".github/workflows/w.yml";
    const text = `on: push\njobs:\n  deploy:\n    ${call}\n`;
    const { deployments } = openProject(filesOf({ ...files, [path]: text }), {}, "acme/actions").report(path);
    return deployments.map((one) =>
      one.is === "unread" ? one.commands[0]?.written : one.is === "image" ? one.written : one.is,
    );
  };
  it.each([
    [
      "of another repository is not read",
      "uses: acme/ci/.github/workflows/ship.yml@v1",
      ["uses: acme/ci/.github/workflows/ship.yml@v1"],
    ],
    ["that is not there is not read", "uses: ./.github/workflows/gone.yml", ["uses: ./.github/workflows/gone.yml"]],
    [
      "is judged by its image",
      "uses: acme/ci/.github/workflows/deploy.yml@v1\n    with: { image: 'ghcr.io/acme/shop:latest' }",
      ["ghcr.io/acme/shop:latest"],
    ],
    [
      "is known where it is one of this project's own",
      "uses: acme/actions/.github/workflows/deploy.yml@v1\n    with: { app: a, environment: dev, commit: b }",
      [],
    ],
    [
      "is not known where it only looks like one",
      "uses: other/actions/.github/workflows/deploy.yml@v1\n    with: { app: a, environment: dev, commit: b }",
      ["uses: other/actions/.github/workflows/deploy.yml@v1"],
    ],
    ["of this repository is read where it stands", "uses: ./.github/workflows/x.yml", []],
    ["of this commit too", "uses: $/.github/workflows/x.yml", []],
  ])("%s", (_, call, expected) =>
    expect(called(call, { ".github/workflows/x.yml": "on: workflow_call\njobs: {}\n" })).toEqual(expected),
  );
});
