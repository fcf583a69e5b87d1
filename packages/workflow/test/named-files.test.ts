// Manifests on standard input: read where the repository holds them, said to be unknown where it doesn't.
import { describe, expect, it } from "vitest";
import { deploymentsOfScript } from "./job.ts";

const pod = (image: string) => `kind: Pod\nmetadata: { name: p }\nspec:\n  containers:\n    - image: ${image}\n`;
const FILES = {
  "k8s/a.yaml": pod("acme/a:latest"),
  "k8s/b.yaml": pod("acme/b:${TAG}"),
  "k8s/service.yaml": "kind: Service\nmetadata: { name: s }\n",
  "k8s/deep/c.yaml": pod("acme/c:latest"),
  "secret.yaml": "kind: Secret\ndata:\n  image: ENC[AES256_GCM]\n",
  "VERSION-a": "1\n",
  "VERSION-b": "2\n",
  "stack.yml": "services:\n  web:\n    image: acme/web:latest\n",
};
const said = (script: string) => deploymentsOfScript(script, { files: FILES });

const A = "kubectl apply of k8s/a.yaml acme/a:latest: mutable";
const B = "kubectl apply of k8s/b.yaml acme/b:<expression>: undecided";
/** envsubst knows that it is a variable. */
const FILLED = "kubectl apply of k8s/b.yaml acme/b:<variable>: undecided";
const C = "kubectl apply of k8s/deep/c.yaml acme/c:latest: mutable";
const P = "kubectl apply of .github/workflows/w.yml acme/p:latest: mutable";
const OPEN = "kubectl apply: its content is known only at run time";

describe("the files of a pattern, a list or a variable are all read", () => {
  it.each<[string, readonly string[]]>([
    ["cat k8s/*.yaml | kubectl apply -f -", [A, B]],
    ["cd k8s && cat *.yaml | kubectl apply -f -", [A, B]],
    ["cat k8s/a.yaml k8s/b.yaml | kubectl apply -f -", [A, B]],
    ["cat k8s/?.yaml k8s/*/*.yaml | kubectl apply -f /dev/stdin", [A, B, C]],
    ["kubectl apply -f <(cat k8s/*.yaml)", [A, B]],
    ["cat k8s/*.yaml > all.yaml\nkubectl apply -f all.yaml", [A, B]],
    ["sed 's/x/y/' k8s/*.yaml | kubectl apply -f -", [A, B]],
    ["for f in k8s/*.yaml; do envsubst < $f | kubectl apply -f -; done", [A, FILLED]],
    ['for f in k8s/a.yaml k8s/b.yaml; do envsubst < "$f" | kubectl apply -f -; done', [A, FILLED]],
    ["for f in k8s/*.yaml; do envsubst < $f > /tmp/x.yaml; kubectl apply -f /tmp/x.yaml; done", [A, FILLED]],
    ["for f in k8s/*; do cat $f | kubectl apply -f -; done", [A, B]],
    ["if [ $X ]; then cat k8s/a.yaml; else cat k8s/b.yaml; fi | kubectl apply -f -", [A, B]],
    ["cat k8s/$WHICH.yaml | kubectl apply -f -", [A, B]],
    ["cat stack.yml | docker stack deploy -c - web", ["docker stack deploy of stack.yml acme/web:latest: mutable"]],
    ["docker compose -f - up -d < stack.yml", ["docker compose up of stack.yml acme/web:latest: mutable"]],
    ["oc process -f k8s/a.yaml | oc apply -f -", ["oc apply of k8s/a.yaml acme/a:latest: mutable"]],
  ])("%s", (script, expected) => expect(said(script)).toEqual(expected));

  it.each<[string, readonly string[]]>([
    ["cat k8s/a.yaml gone.yaml | kubectl apply -f -", [A, OPEN]],
    ["{ cat gone.yaml; cat k8s/a.yaml; } | kubectl apply -f -", [A, OPEN]],
    ["{ cat k8s/a.yaml; ./render.sh; } > all.yaml\nkubectl apply -f all.yaml", [A, OPEN]],
    ["./render.sh | cat k8s/a.yaml - | kubectl apply -f -", [A, OPEN]],
    ["for f in k8s/a.yaml gone.yaml; do cat $f | kubectl apply -f -; done", [A, OPEN]],
    ["{ echo 'kind: Pod'; echo 'spec: {containers: [{image: acme/p:latest}]}'; } | kubectl apply -f -", [P]],
  ])("beside what nobody knows: %s", (script, expected) => expect(said(script)).toEqual(expected));

  it("leaves open which of several files that are not manifests is read", () => {
    expect(said("docker pull acme/a:$(cat VERSION-$X)")).toEqual(["docker pull acme/a:1 | acme/a:2: mutable"]);
  });

  it("a text that holds a manifest is read like a file", () => {
    expect(
      said("M='kind: Pod\nspec: {containers: [{image: acme/m:latest}]}'\necho \"$M\" | kubectl apply -f -"),
    ).toEqual(["kubectl apply of .github/workflows/w.yml acme/m:latest: mutable"]);
  });
});

describe("what nobody can read is not taken for nothing", () => {
  it.each([
    "cat gone/*.yaml | kubectl apply -f -",
    "cat gone.yaml k8s/service.yaml | kubectl apply -f -",
    "curl -sL https://example.com/all.yaml | kubectl apply -f -",
    "./render.sh | kubectl apply -f -",
    "./render.sh > all.yaml\nkubectl apply -f all.yaml",
    "jsonnet main.jsonnet | envsubst | kubectl apply -f -",
    "base64 -d <<< $MANIFEST | kubectl apply -f -",
    "kubectl get deployment api -o yaml | sed s/a/b/ | kubectl apply -f -",
    "find k8s -name '*.yaml' -exec cat {} + | kubectl apply -f -",
  ])("%s", (script) => expect(said(script)).toEqual([OPEN]));

  it.each([
    ["helm template oci://ghcr.io/acme/chart | kubectl apply -f -", "chart oci://ghcr.io/acme/chart"],
    [
      "helm template oci://ghcr.io/acme/chart | linkerd inject - | kubectl apply -f -",
      "chart oci://ghcr.io/acme/chart",
    ],
    ["helm template oci://ghcr.io/acme/chart > a.yaml\nkubectl apply -f a.yaml", "chart oci://ghcr.io/acme/chart"],
    ["kustomize build gone | kubectl apply -f -", "gone"],
    ["oc process -f gone.yaml | oc apply -f -", "gone.yaml"],
  ])("is said once, by the command that prints it: %s", (script, what) =>
    expect(said(script)).toEqual([expect.stringMatching(`: ${what} is not in this repository$`)]),
  );
});

describe("objects that run no image are nothing", () => {
  it.each([
    "cat k8s/service.yaml | kubectl apply -f -",
    "kubectl create secret generic s --from-literal=a=b --dry-run=client -o yaml | kubectl apply -f -",
    "kubectl create namespace n --dry-run=client -o yaml | tee n.yaml | kubectl apply -f -",
    "kubectl get secret s -n a -o yaml | sed 's/namespace: a/namespace: b/' | kubectl apply -f -",
    "kubectl label ns n a=b --dry-run=client -o yaml | kubectl apply -f -",
    "kubeseal < secret.yaml | kubectl apply -f -",
    "sops -d secret.yaml | kubectl apply -f -",
    "sops decrypt secret.yaml > plain.yaml\nkubectl apply -f plain.yaml",
    "kubectl apply -f - <<E\nkind: ConfigMap\nE",
  ])("%s", (script) => expect(said(script)).toEqual([]));
});
