import { commandOf, type TestEnvironment } from "@deploy-actions/workflow-source/testing";
import { mark, shown } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import type { Effect } from "../effect.ts";
import { kubectl } from "./kubectl.ts";

function read(line: string, given: TestEnvironment = {}): readonly Effect[] {
  return kubectl.read(commandOf(line, given));
}

/** What the effects say in few words: the alternatives of each image, or what is restarted or not known. */
function said(line: string, given: TestEnvironment = {}): readonly string[] {
  return read(line, given).flatMap((effect) => {
    switch (effect.does) {
      case "deploy":
      case "start":
        return [`${effect.by}: ${effect.image.values.map(({ text }) => shown(text)).join(" | ")}`];
      case "restart":
        return [`${effect.by}: restarts ${effect.what}`];
      case "deploy-files":
        return [
          ...effect.companion.images.map(
            ({ name, values }) => `${name}: ${values.map(({ text }) => shown(text)).join(" | ")}`,
          ),
          ...effect.companion.unknown,
        ];
      default:
        return [effect.does];
    }
  });
}

const DEPLOYMENT = (image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  template:
    spec:
      containers:
        - name: api
          image: ${image}
`;

describe("images in the command", () => {
  it.each([
    ["kubectl set image deployment/api api=a:1", ["kubectl set image: a:1"]],
    [
      "kubectl -n prod set image deployment api api=a:1 web=b:2 --record",
      ["kubectl set image: a:1", "kubectl set image: b:2"],
    ],
    ["kubectl set image deploy/api *=a:1 --namespace x", ["kubectl set image: a:1"]],
    ["oc set image dc/api api=a:1", ["oc set image: a:1"]],
    ["kubectl argo rollouts set image api api=a:1", ["kubectl argo rollouts set image: a:1"]],
    ["k3s kubectl set image deployment/api api=a:1", ["kubectl set image: a:1"]],
    ["minikube kubectl -- set image deployment/api api=a:1", ["kubectl set image: a:1"]],
    ["kubectl run api --image=a:1 --port 80", ["kubectl run: a:1"]],
    ["kubectl run -it --rm tmp --image=a:1 -- sh", ["kubectl run: a:1"]],
    [
      "kubectl create deployment api --image=a:1 --image=b:2",
      ["kubectl create deployment: a:1", "kubectl create deployment: b:2"],
    ],
    ["kubectl create deployment api --image=a:1 --dry-run=client -o yaml", ["kubectl create deployment: a:1"]],
    ["kubectl create job migrate --image a:1", ["kubectl create job: a:1"]],
    ["oc process -f t.yaml -p IMAGE_TAG=1.2 -p REPLICAS=2", ["oc process: <name>:1.2"]],
  ])("%s", (line, expected) => expect(said(line)).toEqual(expected));

  it.each([
    "kubectl",
    "kubectl get deployment api -o yaml",
    "kubectl set image deployment/api api=a:1 --dry-run=client",
    "kubectl set image",
    "kubectl rollout status deployment/api",
    "kubectl rollout undo deployment/api --to-revision 3",
    "kubectl create secret generic x --from-literal=image=a:1",
    "kubectl create job x --from=cronjob/y",
    "kubectl create namespace image",
    "kubectl apply -f k8s --dry-run=server",
    "kubectl delete -f k8s",
    "kubectl apply -f -",
    "minikube start",
    "k3s server",
  ])("%s does nothing with images", (line) =>
    expect(said(line, { files: { "k8s/a.yaml": DEPLOYMENT("a:1") } })).toEqual([]),
  );

  it("keeps what only a run knows, and shows the image as it is written", () => {
    const [effect] = read("kubectl set image deployment/api api=$IMAGE", { words: {} });
    expect(effect).toMatchObject({ image: { written: "$IMAGE", place: { path: "script" } } });
    expect(said("kubectl set image deployment/api $PAIR", { words: { PAIR: `api=a:${mark("input")}` } })).toEqual([
      "kubectl set image: a:<input>",
    ]);
  });
});

describe("patches", () => {
  it.each([
    ['{"spec":{"template":{"spec":{"containers":[{"name":"api","image":"a:1"}]}}}}', ["kubectl patch: a:1"]],
    ['[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"a:1"}]', ["kubectl patch: a:1"]],
    [`{"spec":{"template":{"spec":{"containers":[{"image":"a:${mark("input")}"}]}}}}`, ["kubectl patch: a:<input>"]],
    ['{"spec":{"template":{"metadata":{"annotations":{"date":"now"}}}}}', ["kubectl patch: restarts deployment/api"]],
    ['{"spec":{"replicas":3}}', []],
    ["{", []],
  ])("%s", (patch, expected) => {
    expect(said("kubectl patch deployment api -p $PATCH", { words: { PATCH: patch } })).toEqual(expected);
  });

  it("reads a patch file", () => {
    const files = { "p.yaml": "spec: {template: {spec: {containers: [{name: a, image: a:1}]}}}" };
    expect(said("kubectl patch deployment api --patch-file p.yaml", { files })).toEqual(["kubectl patch: a:1"]);
  });
});

it.each([
  ["kubectl rollout restart deployment/api -n x", "deployment/api"],
  ["kubectl rollout restart deployment api web", "deployment/api, deployment/web"],
  ["kubectl rollout restart deployment", "every deployment"],
  ["kubectl rollout restart -f k8s/api.yaml", "what k8s/api.yaml names"],
  ["oc rollout latest dc/api", "dc/api"],
])("%s restarts %s", (line, what) => expect(read(line)).toMatchObject([{ does: "restart", what }]));

describe("files", () => {
  const files = {
    "k8s/api.yaml": DEPLOYMENT("a:latest"),
    "k8s/deep/web.yml": DEPLOYMENT("b:1"),
    "k8s/readme.md": "image: c:1",
    "overlays/dev/kustomization.yaml": "resources: [../../k8s/api.yaml]\nimages: [{name: a, newTag: dev}]",
    "overlays/prod/kustomization.yaml": "resources: [../../k8s/api.yaml]\nimages: [{name: a, newTag: prod}]",
  };
  it.each([
    ["kubectl apply -f k8s/api.yaml", ["container api: a:latest"]],
    ["kubectl apply -f k8s/", ["container api: a:latest"]],
    ["kubectl apply -R -f k8s", ["container api: a:latest", "container api: b:1"]],
    ["kubectl apply -f k8s/api.yaml -f k8s/deep/web.yml", ["container api: a:latest", "container api: b:1"]],
    ["kubectl replace --force -f k8s/api.yaml,k8s/deep/web.yml", ["container api: a:latest", "container api: b:1"]],
    ["kubectl create -f ./k8s/deep/../api.yaml", ["container api: a:latest"]],
    ["kubectl apply -f k8s/*.yaml", ["container api: a:latest"]],
    ["kubectl apply -k overlays/prod", ["container api: a:prod"]],
    [`kubectl apply -k overlays/${mark("input")}`, ["container api: a:dev", "container api: a:prod"]],
    ["kubectl kustomize overlays/prod", ["container api: a:prod", "print"]],
    ["kubectl apply -f k8s/none.yaml", ["k8s/none.yaml is not in this repository"]],
    ["kubectl apply -f https://example.org/x.yaml", ["https://example.org/x.yaml is not in this repository"]],
    [`kubectl apply -f ${mark("input")}/api.yaml`, ["<input>/api.yaml is known only at run time"]],
    ["kubectl apply -f", ["the applied path is known only at run time"]],
    [`kubectl apply -f ${mark("input")}`, ["the applied path is known only at run time"]],
  ])("%s", (line, expected) => expect(said(line, { files })).toEqual(expected));

  it("takes the file of the same name where the folder is none of the repository's", () => {
    expect(said("kubectl apply -f /opt/app/k8s/api.yaml", { files, host: "remote", directory: undefined })).toEqual([
      "container api: a:latest",
    ]);
    expect(said("kubectl apply -f k8s/", { files, directory: undefined })).toEqual(["container api: a:latest"]);
  });

  it("reads what comes in through a pipe", () => {
    expect(said("kubectl apply -f -", { stdin: DEPLOYMENT("a:dev") })).toEqual(["container api: a:dev"]);
  });

  it("points each file's effect at the word that names it", () => {
    const [, second] = read("kubectl apply -f k8s/api.yaml -f k8s/deep/web.yml", { files });
    expect(second).toMatchObject({ does: "deploy-files", companion: { asked: "k8s/deep/web.yml" } });
    expect(second?.does === "deploy-files" && second.at.range().start.column).toBe(34);
  });
});
