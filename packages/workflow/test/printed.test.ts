import { describe, expect, it } from "vitest";
import { deploymentsOfScript } from "./job.ts";

const POD =
  "kind: Pod\nspec:\n  containers:\n    - name: api\n      image: acme/api:${TAG}\n    - image: acme/side:a\n";
const FILES = {
  "k8s/kustomization.yaml": "resources: [pod.yaml]\n",
  "k8s/pod.yaml": POD,
  "open/kustomization.yaml": "resources: [pod.yaml, gone.yaml]\n",
  "open/pod.yaml": POD,
  "chart/Chart.yaml": "name: web\nversion: 1.0.0\n",
  "chart/values.yaml": "image: acme/web:latest\ntag: a\n",
  "chart/templates/pod.yaml":
    'kind: Pod\nspec:\n  containers:\n    - image: "{{ .Values.image }}"\n    - image: "acme/set:{{ .Values.tag }}"\n',
  "compose.yml":
    'services:\n  web:\n    image: acme/web:${TAG:-latest}\n  db:\n    image: "postgres:16"\n  job:\n    build: .\n',
};

function said(script: string): readonly string[] {
  return deploymentsOfScript(script, { files: FILES });
}

/** An image of a file, as a command deploys it. */
const of = (by: string, path: string, image: string, verdict: string) => `${by} of ${path} ${image}: ${verdict}`;
const SIDE = of("kubectl apply", "k8s/pod.yaml", "acme/side:a", "mutable");

describe("manifests that one command prints for another", () => {
  it.each<[string, readonly string[]]>([
    [
      "kustomize build k8s | kubectl apply -f -",
      [of("kubectl apply", "k8s/pod.yaml", "acme/api:<expression>", "undecided"), SIDE],
    ],
    [
      "kubectl kustomize k8s | TAG=${{ github.sha }} envsubst | kubectl apply -f -",
      [of("kubectl apply", "k8s/pod.yaml", "acme/api:<commit>", "immutable"), SIDE],
    ],
    [
      "kustomize build k8s > /tmp/all.yaml\ncat /tmp/all.yaml | sed 's|${TAG}|b|' | kubectl apply -f -",
      [of("kubectl apply", "k8s/pod.yaml", "acme/api:b", "mutable"), SIDE],
    ],
    [
      "kubectl apply -f <(kustomize build k8s)",
      [of("kubectl apply", "k8s/pod.yaml", "acme/api:<expression>", "undecided"), SIDE],
    ],
    [
      "helm template chart --set tag=b | kubectl apply -f -",
      ["helm template acme/set:b: mutable", of("kubectl apply", "chart/values.yaml", "acme/web:latest", "mutable")],
    ],
  ])("are deployed by that one alone: %s", (script, expected) => expect(said(script)).toEqual(expected));

  it("are its own to tell where not all of them are known, or nobody is known to read them", () => {
    const built = (path: string) => [
      of("kustomize build", path, "acme/api:<expression>", "undecided"),
      of("kustomize build", path, "acme/side:a", "mutable"),
    ];
    expect(said("kustomize build k8s > out.yaml")).toEqual(built("k8s/pod.yaml"));
    expect(said("kustomize build open | kubectl apply -f -")).toEqual([
      ...built("open/pod.yaml"),
      "kustomize build: gone.yaml is not in this repository",
    ]);
  });
});

describe("a compose project that is printed", () => {
  const stack = (web: string, verdict: string, db = "postgres:16") => [
    of("docker stack deploy", "compose.yml", web, verdict),
    of("docker stack deploy", "compose.yml", db, db.includes("@") ? "immutable" : "mutable"),
  ];
  it.each<[string, readonly string[]]>([
    ["docker compose config | docker stack deploy -c - web", stack("acme/web:latest", "mutable")],
    ["docker stack deploy -c <(docker compose config) web", stack("acme/web:latest", "mutable")],
    [
      "export TAG=${{ github.sha }}\ndocker-compose -f compose.yml config > stack.yml\ndocker stack deploy -c stack.yml web",
      stack("acme/web:<commit>", "immutable"),
    ],
    [
      "docker compose config --resolve-image-digests | docker stack deploy -c - web",
      stack("acme/web:latest@<digest>", "immutable", "postgres:16@<digest>"),
    ],
    ["docker compose config --images\ndocker compose config -q", []],
    ["docker stack deploy -c <(envsubst < compose.yml) web", stack("acme/web:latest", "mutable")],
  ])("%s", (script, expected) => expect(said(script)).toEqual(expected));
});
