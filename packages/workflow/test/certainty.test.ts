// Which commands deploy: by what they do, where they run, what their job is called and what else the job does.
import type { DeployedImage } from "@deploy-actions/workflow-deploy";
import { filesOf } from "@deploy-actions/workflow-source/testing";
import { describe, expect, it } from "vitest";
import { type Overrides, openProject } from "../src/project.ts";

type Job = {
  readonly script: string;
  /** The job's id. */
  readonly name?: string;
  readonly hosted?: boolean;
  readonly more?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly overrides?: Partial<Overrides>;
};

/** Each image that is deployed, as `sure by image`. */
function deployed({
  script,
  name = "main",
  hosted = true,
  more = "",
  files = {},
  overrides = {},
}: Job): readonly string[] {
  const path = ".github/workflows/w.yml";
  const runsOn = hosted ? "ubuntu-latest" : "self-hosted";
  const text = `jobs:\n  ${name}:\n    runs-on: ${runsOn}\n${more}    steps:\n      - run: |\n${script.replace(/^/gm, "          ")}\n`;
  const { deployments } = openProject(filesOf({ ...files, [path]: text }), overrides).report(path);
  return deployments
    .filter((one): one is DeployedImage => one.is === "image")
    .map(({ certainty, by, written }) => `${certainty} ${by} ${written}`);
}

type Row = readonly [what: string, job: Job, deployed: readonly string[]];

describe("a build is never a deploy", () => {
  it.each([
    "docker build -t a:latest .",
    "docker buildx build --push -t a:latest .",
    "docker tag a:x a:latest\ndocker push a:latest",
    "docker build -t a:latest --cache-from a:cache .\ndocker push --all-tags a",
    "docker buildx imagetools create -t a:latest a:x",
    "docker manifest create a:latest a:x",
    "az acr build -t a:latest .",
    "gcloud builds submit --tag gcr.io/p/a:latest",
    "docker compose build && docker compose push",
    "podman build -t a:latest .\npodman push a:latest",
    "buildah bud -t a:latest .",
  ])("%s", (script) => {
    expect(deployed({ script, name: "deploy" })).toEqual([]);
    expect(deployed({ script: `ssh h <<'E'\n${script}\nE` })).toEqual([]);
  });
});

describe("an image that is only inspected is not deployed", () => {
  it.each([
    "docker rmi a:latest",
    "docker inspect a:latest",
    "docker images a:latest",
    "docker manifest inspect a:latest",
    "echo docker run -d a:latest",
    "grep a:latest file",
    "kubectl apply --dry-run=client -f k8s.yml",
    "kubectl get deploy a",
    "helm template x ./chart",
    "gcloud secrets versions access latest --secret x",
    "docker save a:latest -o a.tar",
    "trivy image a:latest",
    "docker network create latest",
    "kind load docker-image a:latest",
  ])("%s", (script) => {
    expect(
      deployed({
        script,
        name: "deploy",
        files: { "k8s.yml": "kind: Pod\nspec: {containers: [{image: 'a:latest'}]}" },
      }),
    ).toEqual([]);
  });
});

describe("a container", () => {
  it.each<Row>([
    [
      "that stays deploys on a machine that stays",
      { script: "docker run -d a", hosted: false },
      ["deploy docker run a"],
    ],
    ["that stays may deploy on a machine that goes", { script: "docker run -d a" }, ["maybe docker run a"]],
    ["that stays deploys where a name says so", { script: "docker run -d a", name: "deploy" }, ["deploy docker run a"]],
    [
      "that runs through may deploy on a machine that stays",
      { script: "docker run a", hosted: false },
      ["maybe docker run a"],
    ],
    ["that runs through on a machine that goes is a tool", { script: "docker run a" }, []],
    ["that is thrown away is a tool", { script: "docker run --rm a lint", hosted: false }, []],
    [
      "in a job that deploys is held to it, even thrown away",
      { script: "docker run --rm a migrate", name: "deploy" },
      ["deploy docker run a"],
    ],
    ["on a host deploys", { script: "ssh h 'docker run --rm a migrate'" }, ["deploy docker run a"]],
    ["that is created deploys with its job", { script: "docker create a", name: "deploy" }, ["deploy docker create a"]],
    ["in a test is a test", { script: "docker run -d a", name: "integration-test" }, []],
    ["in a test, even on a host", { script: "ssh h docker run -d a", name: "e2e" }, []],
    ["in a build is a tool", { script: "docker run a make", name: "build", hosted: false }, []],
    [
      "in a build that stays on a machine that stays deploys",
      { script: "docker run -d a", name: "build", hosted: false },
      ["deploy docker run a"],
    ],
    [
      "in a job with an environment deploys",
      { script: "docker run -d a", more: "    environment: prod\n" },
      ["deploy docker run a"],
    ],
  ])("%s", (_, job, expected) => expect(deployed(job)).toEqual(expected));
});

describe("a pull", () => {
  it.each<Row>([
    ["alone is none", { script: "docker pull a", hosted: false }, []],
    [
      "of what then runs deploys with it",
      { script: "docker pull a\ndocker run -d a", hosted: false },
      ["deploy docker pull a", "deploy docker run a"],
    ],
    [
      "of what then may deploy may, too",
      { script: "docker pull a\ndocker run -d a" },
      ["maybe docker pull a", "maybe docker run a"],
    ],
    [
      "of what then runs under a variable",
      { script: "I=a:x\ndocker pull $I\ndocker run -d a:x", hosted: false },
      ["deploy docker pull $I", "deploy docker run a:x"],
    ],
    ["of something else is none", { script: "docker pull a\ndocker run -d b", hosted: false }, ["deploy docker run b"]],
    ["in a deploy is one", { script: "docker pull a", name: "deploy" }, ["deploy docker pull a"]],
    ["on a host is one", { script: "ssh h docker pull a" }, ["deploy docker pull a"]],
    ["of a cache is a build", { script: "docker pull a\ndocker build --cache-from a -t b .", name: "deploy" }, []],
    [
      "to push it under another name is a promotion",
      { script: "docker pull a\ndocker tag a b\ndocker push b", name: "release" },
      ["promote docker pull a"],
    ],
    ["in a test is none", { script: "docker pull a", name: "test" }, []],
  ])("%s", (_, job, expected) => expect(deployed(job)).toEqual(expected));
});

describe("an orchestrator is told in any job but a test", () => {
  const COMPOSE = { "compose.yml": "services: {web: {image: a}}" };
  it.each([
    ["kubectl set image deploy/x x=a", "kubectl set image a"],
    ["docker service create a", "docker service create a"],
    ["docker service update --image a x", "docker service update a"],
    ["helm upgrade x ./chart --set image.repository=r --set image.tag=latest", "helm upgrade latest"],
    ["az webapp config container set --docker-custom-image-name a", "az webapp config container set a"],
    ["gcloud run deploy x --image a", "gcloud run deploy a"],
    ["docker stack deploy -c compose.yml x", "docker stack deploy a"],
  ])("%s", (script, expected) => {
    for (const name of ["main", "deploy", "build"]) {
      expect(deployed({ script, name, files: COMPOSE }).map((one) => one.replace(/^deploy /, ""))).toEqual([expected]);
    }
    expect(deployed({ script, name: "test", files: COMPOSE })).toEqual([]);
  });

  it.each<Row>([
    ["but compose on a machine that goes only by name", { script: "docker compose up -d", files: COMPOSE }, []],
    [
      "compose in a deploy",
      { script: "docker compose up -d", name: "deploy", files: COMPOSE },
      ["deploy docker compose up a"],
    ],
    [
      "compose on a machine that stays",
      { script: "docker compose up -d", hosted: false, files: COMPOSE },
      ["deploy docker compose up a"],
    ],
    ["compose on a host", { script: "ssh h docker compose up -d", files: COMPOSE }, ["deploy docker compose up a"]],
  ])("%s", (_, job, expected) => expect(deployed(job)).toEqual(expected));
});

describe("a team's own word", () => {
  const named = (id: string) => (job: { readonly id: string }) => job.id === id;
  it("makes a job a deploy whatever its name says", () => {
    expect(deployed({ script: "docker run -d a", name: "test", overrides: { deploys: named("test") } })).toEqual([
      "deploy docker run a",
    ]);
  });
  it("makes a job no deploy whatever it does", () => {
    const script = "docker run -d a\nkubectl set image deploy/x x=a\nssh h docker pull a";
    expect(deployed({ script, name: "deploy", overrides: { builds: named("deploy") } })).toEqual([]);
  });
});

it("holds the images that the runner itself starts to what the job is held to", () => {
  const slots = (name: string) =>
    openProject(
      filesOf({
        "w.yml": `jobs:\n  ${name}:\n    container: node:20\n    services: {db: {image: postgres}}\n    steps: []\n`,
      }),
    )
      .report("w.yml")
      .deployments.map((one) => (one.is === "image" ? `${one.certainty} ${one.by} ${one.written}` : one.is));
  expect(slots("deploy")).toEqual(["deploy container node:20", "deploy service db postgres"]);
  expect(slots("main")).toEqual(["maybe container node:20", "maybe service db postgres"]);
  expect(slots("test")).toEqual([]);
  expect(slots("build")).toEqual([]);
});
