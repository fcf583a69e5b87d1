// Repositories that were made to crash or hang a check. Each comes with what must still be said of it.
import type { Contents } from "./repository.ts";

export type Hostile = {
  readonly name: string;
  readonly files: Contents;
  /** Findings that must be among those of the case: `ITV090 path:line`, or a rule alone. */
  readonly says: readonly string[];
};

const DEPLOY = ".github/workflows/deploy.yml";

/** A workflow with one job, whose steps run scripts. */
function scripts(...all: readonly string[]): string {
  const steps = all.map((script) => `      - run: |2\n${script.replace(/^/gm, "          ")}\n`);
  return `on: push\njobs:\n  deploy:\n    runs-on: self-hosted\n    steps:\n${steps.join("")}`;
}

const LATEST = "docker run -d acme/app:latest";

const yaml: readonly Hostile[] = [
  {
    name: "anchors that hold themselves",
    files: {
      [DEPLOY]: `on: push
jobs: &all
  deploy: &job
    needs: *job
    env: *all
    outputs: *job
    strategy: &strategy { matrix: *strategy }
    runs-on: self-hosted
    steps: &steps
      - run: ${LATEST}
      - *steps
      - *job
`,
    },
    says: [`ITV001 ${DEPLOY}:10`],
  },
  {
    name: "aliases that multiply steps to ten thousand times ten thousand",
    files: { [DEPLOY]: laughs(`run: ${LATEST}`) },
    says: [`ITV090 ${DEPLOY}:1`, "ITV001"],
  },
  {
    name: "merge keys that multiply",
    files: { [DEPLOY]: scripts("docker compose up -d"), "compose.yml": merges() },
    says: [],
  },
  {
    name: "ten megabytes",
    files: { [DEPLOY]: scripts(`${"echo\n".repeat(2_000_000)}${LATEST}`) },
    says: [`ITV090 ${DEPLOY}:1`],
  },
  {
    name: "a million bytes of one word",
    files: { [DEPLOY]: scripts(`docker run ${"x".repeat(1_000_000)}`) },
    says: [],
  },
  {
    name: "binary data",
    files: { [DEPLOY]: new Uint8Array(100_000).map((_, index) => index * 7) },
    says: [`ITV090 ${DEPLOY}:1`],
  },
  {
    name: "text that is not UTF-8",
    files: { [DEPLOY]: new Uint8Array([0x6f, 0x6e, 0x3a, 0xff, 0xfe]) },
    says: [`ITV090 ${DEPLOY}:1`],
  },
  { name: "nothing", files: { [DEPLOY]: "" }, says: [] },
  {
    name: "thirty thousand commands that nobody knows",
    files: { [DEPLOY]: scripts(`${"E\n".repeat(30_000)}${LATEST}`) },
    says: ["ITV001"],
  },
  {
    name: "programs and files called like a property of every object",
    files: { [DEPLOY]: scripts("constructor a | __proto__ b", "toString < __proto__ > constructor", LATEST) },
    says: [`ITV001 ${DEPLOY}:11`],
  },
  { name: "a list", files: { [DEPLOY]: "- a\n- b\n" }, says: [] },
  {
    name: "a hundred thousand closing brackets",
    files: { [DEPLOY]: `${scripts(LATEST)}${"}".repeat(100_000)}` },
    says: ["ITV090"],
  },
  { name: "lists in lists", files: { [DEPLOY]: "- ".repeat(100_000) }, says: ["ITV090"] },
  {
    name: "a broken line behind a job",
    files: { [DEPLOY]: `${scripts(LATEST)}  broken: [\n` },
    says: ["ITV090", "ITV001"],
  },
  {
    name: "more suppressions than lines of code",
    files: { [DEPLOY]: scripts(`${"# itv-ignore[ITV001] because\n".repeat(20_000)}${LATEST}`) },
    says: ["ITV013"],
  },
];

const workflows: readonly Hostile[] = [
  {
    name: "jobs that need each other",
    files: {
      [DEPLOY]: `on: push
jobs:
  a:
    needs: b
    runs-on: self-hosted
    outputs: { tag: "\${{ needs.b.outputs.tag }}" }
    steps:
      - run: docker run -d acme/app:\${{ needs.b.outputs.tag }}
      - run: ${LATEST}
  b:
    needs: [a, b, c]
    runs-on: self-hosted
    outputs: { tag: "\${{ needs.a.outputs.tag }}" }
    steps: [{ run: "true" }]
`,
    },
    says: [`ITV001 ${DEPLOY}:9`, `ITV006 ${DEPLOY}:8`],
  },
  {
    name: "workflows that call each other",
    files: {
      [DEPLOY]: calling("other"),
      ".github/workflows/other.yml": calling("deploy"),
    },
    says: ["ITV001"],
  },
  {
    name: "an action that uses itself",
    files: {
      [DEPLOY]: `on: push
jobs:
  deploy:
    runs-on: self-hosted
    steps:
      - uses: ./again
      - run: ${LATEST}
`,
      "again/action.yml": `runs:
  using: composite
  steps:
    - uses: ./again
    - uses: ./again
    - run: docker run -d acme/tool:latest
      shell: bash
`,
    },
    says: [`ITV001 ${DEPLOY}:7`],
  },
  {
    name: "ten thousand jobs of one anchor",
    files: {
      [DEPLOY]: `on: push\njobs:\n  deploy: &job { runs-on: x, steps: [{ run: "${LATEST}" }] }\n${lines(10_000, (n) => `  j${n}: *job`)}\n`,
    },
    says: [`ITV090 ${DEPLOY}:1003`, `ITV001 ${DEPLOY}:3`],
  },
  {
    name: "a thousand jobs that need the one before",
    files: {
      [DEPLOY]: `on: push\njobs:\n${lines(
        1000,
        (n) =>
          `  j${n}: { needs: j${n + 1}, runs-on: x, outputs: { t: "a\${{ needs.j${n + 1}.outputs.t }}" }, steps: [{ run: "${LATEST}" }] }`,
      )}\n`,
    },
    says: [`ITV001 ${DEPLOY}:3`, `ITV001 ${DEPLOY}:1002`],
  },
  {
    name: "a matrix of a hundred million combinations",
    files: {
      [DEPLOY]: `on: push
jobs:
  deploy:
    runs-on: self-hosted
    strategy:
      matrix:
${["a", "b", "c", "d"].map((axis) => `        ${axis}: [${Array.from({ length: 100 }, (_, n) => `x${n}`).join(", ")}]\n`).join("")}    steps:
      - run: docker run -d "acme/\${{ matrix.a }}-\${{ matrix.b }}:\${{ matrix.c }}-\${{ matrix.d }}"
`,
    },
    says: [`ITV001 ${DEPLOY}:12`],
  },
];

const expressions: readonly Hostile[] = [
  {
    name: "expressions that do not parse",
    files: { [DEPLOY]: scripts("docker run -d acme/app:${{ github.sha || }}", "echo ${{ 'a }}", LATEST) },
    says: [`ITV090 ${DEPLOY}:7`, `ITV001 ${DEPLOY}:11`],
  },
  {
    name: "fifty thousand empty expressions",
    files: { [DEPLOY]: scripts("${{ }}".repeat(50_000), LATEST) },
    says: [`ITV090 ${DEPLOY}:7`, `ITV001 ${DEPLOY}:9`],
  },
  {
    name: "ten thousand expressions with a choice each",
    files: { [DEPLOY]: scripts(`docker run -d acme/app:${"${{ inputs.x || 'latest' }}".repeat(10_000)}`, LATEST) },
    says: [`ITV001 ${DEPLOY}:9`],
  },
  {
    name: "an expression that nests a thousand deep",
    files: { [DEPLOY]: scripts(`echo \${{ ${"format('{0}', ".repeat(1000)}'a'${")".repeat(1000)} }}`, LATEST) },
    says: [`ITV001 ${DEPLOY}:9`],
  },
];

const shell: readonly Hostile[] = [
  {
    name: "ten thousand lines",
    files: { [DEPLOY]: scripts(`${lines(10_000, (n) => `V${n}=x${n}; echo "$V${n}"`)}\n${LATEST}`) },
    says: [`ITV001 ${DEPLOY}:10007`],
  },
  {
    name: "ten thousand deploys",
    files: { [DEPLOY]: scripts(lines(10_000, (n) => `docker run -d acme/app:v${n}`)) },
    says: [`ITV001 ${DEPLOY}:7`, `ITV001 ${DEPLOY}:10006`],
  },
  {
    name: "a variable that doubles a hundred times",
    files: { [DEPLOY]: scripts(`A=aaaaaaaa\n${"A=$A$A\n".repeat(100)}docker run -d acme/app:$A`) },
    says: [],
  },
  {
    name: "a choice that doubles a hundred times",
    files: {
      [DEPLOY]: scripts(
        `A=\n${'if [ "$X" ]; then A=${A}a; else A=${A}b; fi\n'.repeat(100)}docker run -d acme/app:$A`,
        LATEST,
      ),
    },
    says: [`ITV001 ${DEPLOY}:110`],
  },
  nested("substitutions", "$(echo ", ")"),
  nested("conditions", "if true; then ", "; fi"),
  nested("groups", "{ ", "; }"),
  nested("loops", "for x in a b; do ", "; done"),
  nested("shells", "bash -c ", ""),
  {
    name: "here-documents in here-documents",
    files: {
      [DEPLOY]: scripts(
        `${lines(100, (n) => `ssh host${n} <<E${n}`)}\n${LATEST}\n${lines(100, (n) => `E${99 - n}`)}`,
        LATEST,
      ),
    },
    says: ["ITV001"],
  },
  {
    name: "a thousand here-documents without an end",
    files: {
      [DEPLOY]: scripts(
        lines(1000, (n) => `cat <<E${n}`),
        LATEST,
      ),
    },
    says: ["ITV090", `ITV001 ${DEPLOY}:1008`],
  },
  {
    name: "a function that calls itself twice",
    files: { [DEPLOY]: scripts(`f() { f; f; ${LATEST}; }\nf`) },
    says: [`ITV001 ${DEPLOY}:7`],
  },
  {
    name: "functions that call the next one twice",
    files: { [DEPLOY]: scripts(`${lines(40, (n) => `f${n}() { f${n + 1}; f${n + 1}; }`)}\nf0`, LATEST) },
    says: [],
  },
  {
    name: "scripts that call the next one twice",
    files: {
      [DEPLOY]: scripts("./s0.sh", LATEST),
      ...Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`s${n}.sh`, `./s${n + 1}.sh\n./s${n + 1}.sh\n`])),
      "s40.sh": "./s0.sh\n",
    },
    says: [],
  },
  {
    name: "three thousand commands in one chain",
    files: { [DEPLOY]: scripts(`${"make && ".repeat(3000)}${LATEST}`, `${"test -f a || ".repeat(3000)}${LATEST}`) },
    says: [`ITV001 ${DEPLOY}:7`, `ITV001 ${DEPLOY}:9`],
  },
  {
    name: "three thousand folders down",
    files: { [DEPLOY]: scripts(`${"cd a\n".repeat(3000)}${LATEST}`) },
    says: [`ITV001 ${DEPLOY}:3007`],
  },
  {
    name: "one pipe into three thousand files",
    files: { [DEPLOY]: scripts(`echo a | tee ${lines(3000, (n) => `f${n}`).replaceAll("\n", " ")}\n${LATEST}`) },
    says: [`ITV001 ${DEPLOY}:8`],
  },
  {
    name: "quotes that never close",
    files: { [DEPLOY]: scripts(`echo "${"$(echo '".repeat(30)}`, LATEST) },
    says: ["ITV090", `ITV001 ${DEPLOY}:9`],
  },
  {
    name: "forty thousand words",
    files: { [DEPLOY]: scripts(`docker run ${"--env A=B ".repeat(20_000)} acme/app:latest`) },
    says: [`ITV001 ${DEPLOY}:7`],
  },
];

const EVIL = `${"a".repeat(5000)}!`;

const patterns: readonly Hostile[] = [
  {
    name: "a substitution that backtracks without end",
    files: {
      [DEPLOY]: scripts(
        "sed -i -E 's/(a+)+$/x/; s/(a|a)*b/y/; s/(.*,){20}z/q/' compose.yml\ndocker compose up -d",
        LATEST,
      ),
      "compose.yml": `services: { app: { image: "acme/app:latest" } }\n# ${EVIL}\n# ${"a,".repeat(2000)}\n`,
    },
    says: [`ITV001 ${DEPLOY}:10`],
  },
  {
    name: "a condition that backtracks without end",
    files: {
      [DEPLOY]: scripts(
        `TAG=${EVIL}\n[[ "$TAG" =~ ^(a+)+$ ]] || exit 1\necho "$TAG" | grep -Eq '^(a|aa)+$' || exit 1`,
        LATEST,
      ),
    },
    says: [`ITV001 ${DEPLOY}:11`],
  },
  {
    name: "wildcards that go back again and again",
    files: {
      [DEPLOY]: scripts(
        `T=${EVIL}\nA=\${T##*a*a*a*a*a*a*a*a*b}\nB=\${T//*a*a*a*a*a*a*b/c}\ncase $T in *a*a*a*a*a*a*a*a*a*b) ;; esac\ndocker run -d acme/app:$A$B`,
        LATEST,
      ),
    },
    says: [`ITV001 ${DEPLOY}:13`],
  },
  {
    name: "two thousand substitutions of a large file",
    files: {
      [DEPLOY]: scripts(`${lines(2000, (n) => `sed -i 's|image-${n}|x|g' k8s.yml`)}\nkubectl apply -f k8s.yml`, LATEST),
      "k8s.yml": `# ${"image-1 ".repeat(50_000)}\n`,
    },
    says: [],
  },
];

const companions: readonly Hostile[] = [
  {
    name: "compose files that include and extend each other",
    files: {
      [DEPLOY]: scripts("docker compose up -d", LATEST),
      "compose.yml": `include: [compose.yml, other.yml]
services:
  a: { extends: { service: b } }
  b: { extends: { service: a, file: other.yml } }
  c: { image: "acme/app:latest" }
`,
      "other.yml": `include: [compose.yml]\nservices:\n  a: { extends: { service: a, file: compose.yml } }\n`,
    },
    says: ["ITV004", `ITV001 ${DEPLOY}:9`],
  },
  {
    name: "kustomizations that hold each other",
    files: {
      [DEPLOY]: scripts("kubectl apply -k k8s/a", LATEST),
      "k8s/a/kustomization.yaml": "resources: [../b, ../a, ., pod.yaml]\n",
      "k8s/b/kustomization.yaml": "resources: [../a]\ncomponents: [../b]\n",
      "k8s/a/pod.yaml":
        "kind: Pod\napiVersion: v1\nspec:\n  containers:\n    - { name: a, image: 'acme/app:latest' }\n",
    },
    says: ["ITV004", `ITV001 ${DEPLOY}:9`],
  },
  {
    name: "a compose file of fifty thousand services",
    files: {
      [DEPLOY]: scripts("docker compose up -d", LATEST),
      "compose.yml": `services:\n${lines(50_000, (n) => `  s${n}: {}`)}\n`,
    },
    says: ["ITV090", `ITV001 ${DEPLOY}:9`],
  },
  {
    name: "a variable whose default holds the next",
    files: {
      [DEPLOY]: scripts("docker compose up -d", LATEST),
      "compose.yml": `services:\n  a: { image: "acme/app:${"${A:-".repeat(5000)}x${"}".repeat(5000)}" }\n`,
    },
    says: [`ITV001 ${DEPLOY}:9`],
  },
  {
    name: "values a thousand levels deep",
    files: {
      [DEPLOY]: scripts("helm upgrade --install a charts/a --set-string image.tag=${{ github.sha }}", LATEST),
      "charts/a/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
      "charts/a/values.yaml": `image: { tag: x }\n${lines(1000, (n) => `${" ".repeat(n)}k${n}:`)}\n`,
      "charts/a/templates/a.yaml": `kind: Pod\nspec: { containers: [{ image: "acme/app:{{ .Values.${"k.".repeat(1000)}tag }}" }] }\n`,
    },
    says: [`ITV001 ${DEPLOY}:9`],
  },
  {
    name: "a chart that includes itself",
    files: {
      [DEPLOY]: scripts("helm upgrade --install a charts/a", LATEST),
      "charts/a/Chart.yaml":
        "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies: [{ name: a, repository: 'file://.' }]\n",
      "charts/a/templates/_x.tpl": `{{ define "x" }}{{ include "x" . }}{{ include "y" . }}{{ end }}{{ define "y" }}{{ include "x" . }}{{ end }}`,
      "charts/a/templates/a.yaml": `image: {{ include "x" . }}\n${"{{ range $i, $e := .Values }}".repeat(200)}${"{{ end }}".repeat(200)}\n`,
    },
    says: [`ITV001 ${DEPLOY}:9`],
  },
];

export const hostile: readonly Hostile[] = [
  ...yaml,
  ...workflows,
  ...expressions,
  ...shell,
  ...patterns,
  ...companions,
];

function lines(count: number, line: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => line(n)).join("\n");
}

/** A script in which something nests a thousand deep, and a step behind it. */
function nested(what: string, open: string, close: string): Hostile {
  const script = `${open.repeat(1000)}true${close.repeat(1000)}`;
  return {
    name: `${what} a thousand deep`,
    files: { [DEPLOY]: scripts(script, LATEST) },
    says: [`ITV001 ${DEPLOY}:9`],
  };
}

/** Nine lists, each of nine times the one before; the last is the steps. */
function laughs(step: string): string {
  const level = (n: number): string =>
    `x${n}: &x${n} [${Array(9)
      .fill(`*x${n - 1}`)
      .join(", ")}]\n`;
  const many = Array(1000).fill("*step").join(", ");
  return `on: push
step: &step { ${step.replace(/: (.*)/, ': "$1"')} }
x0: &x0 [${many}]
${Array.from({ length: 9 }, (_, n) => level(n + 1)).join("")}steps: &steps [${many}]
jobs:
${lines(100, (n) => `  j${n}: { runs-on: self-hosted, steps: *steps, env: *x9 }`)}
`;
}

function merges(): string {
  const level = (n: number): string =>
    `x-${n}: &m${n}\n  <<: [${Array(9)
      .fill(`*m${n - 1}`)
      .join(", ")}]\n  k${n}: v\n`;
  return `x-0: &m0 { image: "acme/app:latest" }\n${Array.from({ length: 30 }, (_, n) => level(n + 1)).join("")}services:\n  app: *m30\n`;
}

function calling(other: string): string {
  return `on:
  push:
  workflow_call:
    inputs:
      tag: { type: string, default: latest }
jobs:
  call:
    uses: ./.github/workflows/${other}.yml
    with: { tag: "\${{ inputs.tag }}" }
  again:
    needs: call
    uses: ./.github/workflows/${other}.yml
    with: { tag: "\${{ needs.call.outputs.tag }}x" }
  deploy:
    runs-on: self-hosted
    steps: [{ run: "${LATEST}" }]
`;
}
