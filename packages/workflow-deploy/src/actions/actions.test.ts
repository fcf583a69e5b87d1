import { valuesIn } from "@deploy-actions/workflow-source";
import { commitMark, mark, shown } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { type Given, stepOf } from "../../test/action.ts";
import { ACTIONS } from "./all.ts";
import { azureKubernetes } from "./azure-kubernetes.ts";
import { unknownAction } from "./unknown.ts";

type Inputs = Readonly<Record<string, string>>;

function read(name: string, inputs: Inputs, given?: Given) {
  const verb = ACTIONS.find(({ actions }) => actions.includes(name));
  if (verb === undefined) throw new Error(`no verb for ${name}`);
  const step = stepOf(name, inputs, given);
  const { effects, scripts } = verb.read(step);
  const texts = (map: ReadonlyMap<string, readonly { text: string }[]> | undefined) =>
    new Map([...(map ?? [])].map(([key, values]) => [key, values.map(({ text }) => shown(text))]));
  return {
    effects: effects.map((effect) =>
      "image" in effect
        ? `${effect.does} ${effect.image.values.map(({ text }) => shown(text)).join("|")}`
        : effect.does,
    ),
    scripts: scripts.map(({ script, host, variables }) => ({
      host,
      text: valuesIn(script.text, script.holes).map(({ text }) => shown(text).trim())[0],
      variables: [...variables.keys()],
    })),
    places: effects.flatMap((effect) => ("image" in effect ? [effect.image.place.range()] : [])),
    outputs: texts(verb.outputs?.(step)),
    environment: texts(verb.environment?.(step)),
  };
}

describe("actions that deploy an image", () => {
  it.each<[string, Inputs, readonly string[]]>([
    ["azure/webapps-deploy", { images: " acme.azurecr.io/a:1\n\nb:2\n" }, ["deploy acme.azurecr.io/a:1", "deploy b:2"]],
    ["azure/webapps-deploy", { package: "." }, []],
    ["azure/aci-deploy", { image: "a:1" }, ["deploy a:1"]],
    ["azure/container-apps-deploy-action", { imageToDeploy: "a:1" }, ["deploy a:1"]],
    [
      "azure/container-apps-deploy-action",
      { appSourcePath: ".", imageToBuild: "a:1" },
      ["make", "push a:1", "deploy a:1"],
    ],
    [
      "aws-actions/amazon-ecs-render-task-definition",
      { image: `a:${commitMark()}`, "task-definition": "t.json" },
      ["deploy a:<commit>"],
    ],
    ["awslabs/amazon-app-runner-deploy", { image: "a:1" }, ["deploy a:1"]],
    [
      "google-github-actions/deploy-cloudrun",
      { image: "a:1", tag: "latest", secrets: "KEY=key:latest" },
      ["deploy a:1"],
    ],
    ["google-github-actions/deploy-appengine", { image_url: "a:1" }, ["deploy a:1"]],
    ["azure/k8s-deploy", { images: "a:1\nb:2" }, ["deploy a:1", "deploy b:2"]],
    ["newarifrh/portainer-service-webhook", { webhook_url: "https://x" }, ["restart"]],
  ])("%s %j", (name, inputs, expected) => expect(read(name, inputs).effects).toEqual(expected));

  it("points at each line", () => {
    expect(read("azure/webapps-deploy", { images: "a:1\n  b:2" }).places).toEqual([
      { start: { line: 1, column: 1 }, end: { line: 1, column: 4 } },
      { start: { line: 2, column: 3 }, end: { line: 2, column: 6 } },
    ]);
  });
});

describe("actions that run a script", () => {
  it("hands over the variables that appleboy/ssh-action names", () => {
    const given = { variables: { TAG: "1", OTHER: "2", HIDDEN: "3" } };
    const inputs = { script: "docker pull app:$TAG", envs: "TAG, OTHER" };
    expect(read("appleboy/ssh-action", inputs, given).scripts).toEqual([
      { host: "remote", text: "docker pull app:$TAG", variables: ["TAG", "OTHER"] },
    ]);
    expect(
      read("appleboy/ssh-action", { script: "echo $HIDDEN", allenvs: "true" }, given).scripts[0]?.variables,
    ).toEqual(["HIDDEN"]);
    expect(read("appleboy/ssh-action", { script: "echo $HIDDEN" }, given).scripts[0]?.variables).toEqual([]);
  });

  it("reads the file that a script path names", () => {
    const files = { "ops/deploy.sh": "docker pull app" };
    expect(read("appleboy/ssh-action", { script_path: "./ops/deploy.sh" }, { files }).scripts[0]?.text).toBe(
      "docker pull app",
    );
    expect(read("appleboy/ssh-action", { script_path: "gone.sh" }, { files }).scripts).toEqual([]);
  });

  it.each<[string, Inputs, string, string]>([
    ["azure/cli", { inlineScript: "az x" }, "runner", "az x"],
    ["nick-fields/retry", { command: "make" }, "runner", "make"],
    ["d3rhase/ssh-command-action", { command: "ls" }, "remote", "ls"],
    ["steebchen/kubectl", { command: "apply -f k8s/" }, "runner", "kubectl apply -f k8s/"],
    ["kodermax/kubectl-aws-eks", { args: "kubectl apply -f k8s/" }, "runner", "kubectl apply -f k8s/"],
    ["wyrihaximus/github-action-helm3", { exec: "helm list" }, "runner", "helm list"],
    [
      "deliverybot/helm",
      { release: "app", chart: "./chart", "value-files": '["a.yaml","b.yaml"]' },
      "runner",
      "helm upgrade --install 'app' './chart' -f 'a.yaml' -f 'b.yaml'",
    ],
    [
      "bitovi/github-actions-deploy-eks-helm",
      { name: "app", "chart-path": "chart", "config-files": "v.yaml", values: "image.tag=1,x=it's" },
      "runner",
      "helm upgrade --install 'app' 'chart' -f 'v.yaml' --set 'image.tag=1' --set 'x=it'\\''s'",
    ],
    [
      "hoverkraft-tech/compose-action",
      { "compose-file": "a.yml\nb.yml", services: "web" },
      "runner",
      "docker compose -f 'a.yml' -f 'b.yml'   up   'web'".replace(/ {3}/g, " "),
    ],
    ["cssnr/stack-deploy-action", { name: "app", file: "s.yml" }, "runner", "docker stack deploy -c 's.yml' 'app'"],
    [
      "sagebind/docker-swarm-deploy-action",
      { args: "stack deploy -c s.yml app" },
      "runner",
      "docker stack deploy -c s.yml app",
    ],
    [
      "azure/arm-deploy",
      { parameters: "./p.json image=a:1" },
      "runner",
      "az deployment group create --parameters ./p.json image=a:1",
    ],
    [
      "aws-actions/amazon-ecs-deploy-task-definition",
      { "task-definition": "ecs/task.json" },
      "runner",
      "aws ecs register-task-definition --cli-input-json 'file://ecs/task.json'",
    ],
    ["superfly/flyctl-actions", { args: "deploy --image a:1" }, "runner", "flyctl deploy --image a:1"],
    ["google-github-actions/deploy-cloudrun", { metadata: "s.yaml" }, "runner", "gcloud run services replace 's.yaml'"],
  ])("%s %j", (name, inputs, host, text) => {
    const [script] = read(name, inputs).scripts;
    expect({ ...script, text: script?.text?.replace(/ +/g, " ") }).toEqual({ host, text, variables: [] });
  });

  it("does nothing on a dry run or a validation", () => {
    expect(read("deliverybot/helm", { release: "a", chart: "c", "dry-run": "true" }).scripts).toEqual([]);
    expect(read("azure/arm-deploy", { parameters: "image=a", deploymentMode: "Validate" }).scripts).toEqual([]);
  });
});

describe("azure/k8s-deploy", () => {
  it("applies manifests with its images in place of theirs", () => {
    const pod = (image: string): string => `kind: Pod\nspec: {containers: [{name: c, image: "${image}"}]}`;
    const files = { "k8s/a.yaml": pod("acme/a:latest"), "k8s/b.yaml": pod("acme/b:latest") };
    const step = stepOf(
      "azure/k8s-deploy",
      { manifests: "k8s/a.yaml\n  k8s/b.yaml", images: `acme/a:${commitMark()}` },
      { files },
    );
    const found = azureKubernetes.read(step).effects.flatMap((effect) =>
      effect.does === "deploy-files"
        ? [
            {
              line: effect.at.range().start.line,
              images: effect.companion.images.map(({ values }) => shown(values[0]?.text ?? "")),
            },
          ]
        : [],
    );
    expect(found).toEqual([
      { line: 1, images: ["acme/a:<commit>"] },
      { line: 2, images: ["acme/b:latest"] },
    ]);
  });
});

describe("actions that write into files", () => {
  it.each<[string, Inputs, readonly string[]]>([
    [
      "fjogeleit/yaml-update-action",
      { valueFile: "helm/values.yaml", propertyPath: "image.tag", value: "1" },
      ["deploy <name>:1"],
    ],
    ["fjogeleit/yaml-update-action", { valueFile: "helm/values.yaml", propertyPath: "replicas", value: "1" }, []],
    ["fjogeleit/yaml-update-action", { valueFile: "_config.yml", propertyPath: "a.tag", value: "1" }, []],
    [
      "fjogeleit/yaml-update-action",
      { changes: '{"a.tag":"1","k8s/b.yaml":{"spec.containers[0].image":"b:2"}}' },
      ["deploy <name>:1", "deploy b:2"],
    ],
    [
      "jacobtomlinson/gha-find-replace",
      { include: "docker-compose.prod.yml", find: "{{tag}}", replace: mark("branch") },
      ["deploy <name>:<branch>"],
    ],
    ["jacobtomlinson/gha-find-replace", { include: "docs/*.md", find: "{{tag}}", replace: "1" }, []],
  ])("%s %j", (name, inputs, expected) => expect(read(name, inputs).effects).toEqual(expected));
});

describe("an action that nobody told us of", () => {
  const seen = (name: string, inputs: Inputs) => {
    const { effects, scripts } = unknownAction.read(stepOf(name, inputs));
    const images = effects.flatMap((effect) =>
      effect.does === "deploy" ? effect.image.values.map(({ text }) => shown(text)) : [],
    );
    return [...images, ...scripts.map(({ host, script }) => `${host}: ${script.text}`)];
  };
  it.each<[string, Inputs, readonly string[]]>([
    ["acme/over-ssh", { host: "h", script: "docker pull a" }, ["remote: docker pull a"]],
    ["acme/build", { script: "docker pull a" }, []],
    ["acme/actions/deploy-web", { image: "a:1" }, ["a:1"]],
    ["acme/deploy", { image: "a", "image-tag": "1" }, ["a:1"]],
    ["acme/deploy", { image_tag: "1" }, ["<name>:1"]],
    ["acme/deploy", { images: "web=a@b\nc:1", "compose-file": "c.yml" }, ["a@b", "c:1"]],
    ["acme/docker-deployment-action", { stack_file_name: "s.yml" }, ["remote: docker stack deploy -c 's.yml' "]],
    ["acme/scan", { image: "a:1" }, []],
    ["actions/deploy-pages", { image: "a:1" }, []],
    ["acme/deploy", { image: '{"a": 1}' }, []],
  ])("%s %j", (name, inputs, expected) => expect(seen(name, inputs)).toEqual(expected));
});

describe("actions that build", () => {
  it("makes and pushes what docker/build-push-action is told to", () => {
    const inputs = { tags: "a:1,b:2", push: "true", "cache-from": "type=registry,ref=a:cache\ntype=gha\na:old" };
    const { effects, outputs } = read("docker/build-push-action", inputs);
    expect(effects).toEqual(["make", "push a:1", "push b:2"]);
    expect(outputs.get("digest")).toEqual(["<digest>"]);
    expect(JSON.parse(outputs.get("metadata")?.[0] ?? "")).toEqual({
      "containerimage.digest": "<digest>",
      "image.name": "a:1,b:2",
    });
    expect(read("docker/build-push-action", { tags: "a", push: "false" }).effects).toEqual(["make"]);
    expect(read("docker/build-push-action", { tags: "a", outputs: "type=image,push=true" }).effects).toEqual([
      "make",
      "push a",
    ]);
  });

  it("names what the Red Hat actions build", () => {
    expect(
      read("redhat-actions/push-to-registry", { registry: "quay.io/acme", image: "app", tags: "1 latest" }).effects,
    ).toEqual(["push quay.io/acme/app:1", "push quay.io/acme/app:latest"]);
  });
});

describe("actions that name a commit or version", () => {
  it.each<[string, Inputs, Inputs | Record<string, readonly string[]>]>([
    ["benjlevesque/short-sha", { length: "8" }, { sha: ["<commit>"] }],
    [
      "mathieudutour/github-tag-action",
      {},
      { new_tag: ["<version>"], new_version: ["<version>"], previous_tag: ["<version>"] },
    ],
    ["aws-actions/amazon-ecr-login", {}, { registry: ["<name>"] }],
    ["google-github-actions/get-secretmanager-secrets", { secrets: "tag:acme/tag" }, { tag: ["<secret>"] }],
  ])("%s", (name, inputs, outputs) => expect(Object.fromEntries(read(name, inputs).outputs)).toEqual(outputs));

  it("sets variables for the steps after it", () => {
    expect(Object.fromEntries(read("rlespinasse/github-slug-action", {}).environment)).toMatchObject({
      GITHUB_SHA_SHORT: ["<commit>"],
      GITHUB_REF_SLUG: ["<branch>"],
    });
    expect(Object.fromEntries(read("benjlevesque/short-sha", {}).environment)).toEqual({ SHA: ["<commit>"] });
  });
});

it("survives any value of any input", () => {
  const hostile = ["", "\n", "${{", "'", "\0", "[", "{{", "type=", "=", mark("input"), "a".repeat(10_000)];
  for (const verb of [...ACTIONS, unknownAction]) {
    for (const text of hostile) {
      const name = verb.actions[0] ?? "acme/deploy";
      const step = { ...stepOf(name), input: (key: string) => stepOf(name, { [key]: text }).input(key) };
      expect(() => {
        verb.read(step);
        verb.outputs?.(step);
        verb.environment?.(step);
      }).not.toThrow();
    }
  }
});
