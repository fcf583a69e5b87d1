// What a deploy command reads besides the workflow: compose files, manifests, kustomizations, charts, and the check's own configuration.
import { rules } from "@deploy-actions/policy";
import { readConfig } from "@deploy-actions/policy/config";
import fc from "fast-check";
import { type Contents, checkRepository } from "../../packages/policy/test/repository.ts";
import { faultsOf } from "../../packages/policy/test/soundness.ts";
import { expectEqual, expectRepeatable, expectThat } from "./expect.ts";
import { damaged, textOf } from "./generators.ts";
import { expectProportional, type Shape, shapesOf } from "./growth.ts";
import { type Area, property } from "./property.ts";
import { monstrous, YAML_PIECES } from "./yaml.ts";

const workflow = (script: string): string =>
  `on: push\njobs:\n  deploy:\n    runs-on: self-hosted\n    steps:\n      - uses: actions/checkout@v4\n      - run: ${script}\n`;

interface Kind {
  readonly name: string;
  readonly script: string;
  readonly file: string;
  readonly others?: Contents;
  readonly valid: readonly string[];
  readonly pieces: readonly string[];
}

const CHART = { "chart/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n" };
const VALUES = "image:\n  repository: acme/shop\n  tag: latest\nnested: {a: {b: c}}\nlist: [1, x]\nempty:\n";

const TEMPLATE = `{{- define "a.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
kind: Deployment
spec:
  template:
    spec:
      containers:
        {{- range $index, $one := .Values.list }}
        - name: {{ $index | quote }}
          image: {{ include "a.image" $ }}
        {{- else }}
        - image: "{{ with .Values.nested }}{{ .a.b }}{{ end }}"
        {{- end }}
        {{ if and .Values.empty (eq 1 1) }}- image: x{{ end }}
        {{ toYaml .Values.nested | nindent 8 }}
`;

const KINDS: readonly Kind[] = [
  {
    name: "compose file",
    script: "docker compose up -d",
    file: "compose.yml",
    others: { ".env": "A=latest\nB='x y'\n", "other.yml": "services:\n  base:\n    image: acme/base:latest\n" },
    valid: [
      "services:\n  web:\n    image: acme/shop:${A:-latest}\n    extends: {file: other.yml, service: base}\n    env_file: [.env]\n",
      "x-base: &base\n  image: acme/shop:latest\nservices:\n  web:\n    <<: *base\n    profiles: [a]\n  job:\n    build: .\ninclude:\n  - other.yml\n",
      "services:\n  a: {image: 'x:${A}'}\n  b: {image: \"y:${B:?no}\"}\n",
    ],
    pieces: [
      "services:\n",
      "  web:\n",
      "    image: x\n",
      "${A",
      "${A:-",
      "}",
      "$$",
      "$",
      "include: [compose.yml]\n",
      "    extends: {service: web}\n",
    ],
  },
  {
    name: "manifest",
    script: "kubectl apply -f app.yml",
    file: "app.yml",
    valid: [
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers:\n        - name: a\n          image: acme/shop:latest\n---\nkind: Pod\nspec:\n  initContainers: [{image: 'b:1'}]\n",
      "kind: List\nitems:\n  - kind: CronJob\n    spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: x}]}}}}}\n",
      '{"kind": "Pod", "spec": {"containers": [{"image": "x:latest"}]}}',
    ],
    pieces: ["kind: Pod\n", "---\n", "spec:\n", "  containers:\n", "  - image: x\n", "$A", "${A}", "items:\n", "- "],
  },
  {
    name: "kustomization",
    script: "kubectl apply -k .",
    file: "kustomization.yaml",
    others: { "app.yml": "kind: Pod\nspec: {containers: [{image: acme/shop}]}\n" },
    valid: [
      "resources: [app.yml]\nimages:\n  - name: acme/shop\n    newTag: latest\n",
      "resources:\n  - app.yml\n  - .\n  - ../x\npatches:\n  - patch: |-\n      - op: replace\n        path: /spec/containers/0/image\n        value: x:latest\ncomponents: [c]\n",
    ],
    pieces: [
      "resources:\n",
      "- app.yml\n",
      "- .\n",
      "images:\n",
      "- name: a\n",
      "  newTag: b\n",
      "patches:\n",
      "components: [.]\n",
    ],
  },
  {
    name: "chart's template",
    script: "helm upgrade --install a ./chart",
    file: "chart/templates/app.yaml",
    others: { ...CHART, "chart/values.yaml": VALUES },
    valid: [TEMPLATE],
    pieces: [
      ...'{{ |{{- |}}|-}}|.Values|.a|$x|:= |= |range |with |if |else |end |define "a" |include "a" . |template "a" |block "a" . |tpl '.split(
        "|",
      ),
      ...[
        "|",
        "(",
        ")",
        '"',
        "`",
        "'a'",
        "1",
        "nil",
        "/*",
        "*/",
        "$",
        ".",
        ", ",
        " ",
        "\n",
        "image: ",
        "kind: Pod\n",
        "break",
        "continue",
      ],
      ...[
        'printf "%s%d%v" ',
        "default ",
        "toYaml ",
        "nindent 4 ",
        "index ",
        "dict ",
        "list ",
        "merge ",
        "regexReplaceAll ",
        "repeat 9999 ",
        "until 99999 ",
      ],
    ],
  },
  {
    name: "chart's values",
    script: "helm upgrade --install a ./chart --set image.tag=$A,list[0]=b",
    file: "chart/values.yaml",
    others: { ...CHART, "chart/templates/app.yaml": TEMPLATE },
    valid: [VALUES],
    pieces: ["image:\n", "  tag: latest\n", "  repository: x\n", "nested: &a {a: {b: c}}\n", "list: *a\n", "- "],
  },
];

const contentsOf = ({ script, file, others = {} }: Kind, text: string): Contents => ({
  ...others,
  ".github/workflows/deploy.yml": workflow(script),
  [file]: text,
});
const check = (contents: Contents) => checkRepository(contents, { strict: true });

function expectSound(contents: Contents): void {
  const result = check(contents);
  expectEqual(faultsOf(result, contents), [], "faults");
  const crash = result.findings.find(({ message }) => /could not be checked: (?!it is nested)/.test(message));
  expectEqual(crash?.message, undefined, "a crash");
}

const ofKind = (kind: Kind) => [
  property(
    `any ${kind.name} is read to its end`,
    fc.oneof(
      { weight: 4, arbitrary: damaged(fc.constantFrom(...kind.valid)) },
      { weight: 2, arbitrary: textOf([...kind.pieces, ...YAML_PIECES], 30) },
      textOf(kind.pieces, 40),
      monstrous,
    ),
    (text) => expectSound(contentsOf(kind, text)),
  ),
  property(
    `the time for a ${kind.name} grows with its length`,
    fc.oneof(shapesOf([...kind.pieces, ...YAML_PIECES]), shapesOf(kind.pieces)),
    (shape: Shape) => expectProportional(shape, (text) => void check(contentsOf(kind, text))),
    { share: 0.04 },
  ),
];

/** A compose file that surely deploys a mutable image, in any of the ways in which YAML can say so. */
const mutableCompose: fc.Arbitrary<string> = fc
  .record({
    image: fc.constantFrom(
      "acme/shop:latest",
      '"acme/shop:latest"',
      "'acme/shop:latest'",
      "!!str acme/shop:latest",
      '"acme/shop\\u003alatest"',
      ">-\n      acme/shop:latest",
      "&i acme/shop:latest",
      "acme/shop",
      "acme/shop:${T:-latest}",
      "${I:-acme/shop}:latest",
    ),
    key: fc.constantFrom("image", '"image"', "'image'", "? image\n    ", '"\\x69mage"'),
    style: fc.constantFrom("block", "merged", "flow", "extended", "anchored", "comment"),
    before: fc.constantFrom(
      "",
      "# x\n",
      "\ufeff",
      "---\n",
      "%YAML 1.2\n---\n",
      "x-a: [1]\n",
      "version: '3'\n",
      "name: ${N:-a}\n",
    ),
    after: fc.constantFrom("", "\n# end\n", "networks: {}\n", "\n\n", "x-z: {image: y@sha256:0}\n"),
  })
  .map(({ image, key, style, before, after }) => {
    const entry = `${key}: ${image}\n`;
    const body = {
      block: `services:\n  web:\n    ${entry}`,
      comment: `services: # a\n  # b\n  web: # c\n\n    # d\n    ${entry}`,
      merged: `x-b: &b\n    ${entry}services:\n  web:\n    <<: *b\n`,
      anchored: `x-b: &b\n    ${entry}services:\n  web: *b\n`,
      extended: `services:\n  base:\n    ${entry}  web:\n    extends: base\n`,
      flow: `services: {web: {image: "acme/shop:latest"}}\n`,
    }[style];
    return `${before}${body}${after}`;
  });

const CONFIG = [
  "allow-images:\n  - image: acme/*\n    reason: because\n    expires: 2030-01-01\nallow-tags:\n  - tag: semver\n    images: acme/*\n    reason: why\nseverities:\n  ITV001: warning\npaths:\n  include: ['**']\n  exclude: [x]\nown-owners: [acme]\ndeploy-jobs: [a*]\nbuild-jobs: [b?]\n",
];
const CONFIG_PIECES = [
  "allow-images:\n",
  "  - image: a\n",
  "    reason: b\n",
  "    expires: 2026-01-01\n",
  "severities:\n",
  "  ITV001: off\n",
  "paths:\n",
  "  exclude: ['**']\n",
  "<<: *a\n",
  "__proto__: x\n",
];

export const companions: Area = {
  about: "compose files, manifests, charts and the configuration",
  properties: [
    ...KINDS.flatMap(ofKind),
    property("a mutable image in a compose file is reported, however the file is written", mutableCompose, (text) => {
      const contents = { ".github/workflows/deploy.yml": workflow("docker compose up -d"), "compose.yml": text };
      const { findings } = check(contents);
      expectThat(
        findings.some(({ severity }) => severity === "error"),
        "nothing is said of it",
      );
    }),
    property(
      "any configuration is read, or refused at places inside of it",
      fc.oneof(damaged(fc.constantFrom(...CONFIG)), textOf([...CONFIG_PIECES, ...YAML_PIECES], 30), monstrous),
      (text) => {
        const read = expectRepeatable(() =>
          JSON.stringify(readConfig("c.yml", text, rules), (_, value) => (value instanceof Map ? [...value] : value)),
        );
        expectThat(read !== "", "nothing");
        const result = readConfig("c.yml", text, rules);
        if (result.ok) return;
        expectThat(result.problems.length > 0, "refused without a reason");
        const lines = text.split("\n").length;
        for (const { range } of result.problems)
          expectThat(range.start.line >= 1 && range.end.line <= lines, "a place outside");
      },
    ),
    property(
      "the time for a configuration grows with its length",
      shapesOf([...CONFIG_PIECES, ...YAML_PIECES]),
      (shape) => expectProportional(shape, (text) => void readConfig("c.yml", text, rules)),
      { share: 0.05 },
    ),
  ],
};
