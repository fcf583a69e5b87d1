// Whole workflows run on paper: what steps, jobs, callers and actions of the repository hand to each other, up to the image that is deployed.
import { filesOf } from "@deploy-actions/workflow-source/testing";
import { shown } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { openProject } from "./project.ts";

const PATH = ".github/workflows/deploy.yml";

/** What the workflow deploys: the alternatives of each image, in order. */
function deployed(text: string, files: Readonly<Record<string, string>> = {}, path = PATH): readonly string[] {
  const { deployments } = openProject(filesOf({ ...files, [PATH]: text })).report(path);
  return deployments.map((one) =>
    one.is === "image" ? one.values.map(({ text }) => shown(text)).join(" | ") : one.is,
  );
}

/** One job of these steps that runs on pushes to main. */
function steps(
  text: string,
  files: Readonly<Record<string, string>> = {},
  head = "on: {push: {branches: [main]}}",
): readonly string[] {
  return deployed(`${head}\njobs:\n  deploy:\n    runs-on: x\n    steps:\n${text.replace(/^/gm, "      ")}\n`, files);
}

const RUN = "- run: docker run -d app:$TAG";

describe("a variable comes from", () => {
  const workflow = (where: { workflow?: string; job?: string; step?: string; before?: string }) =>
    deployed(`
on: push
env: {TAG: '${where.workflow ?? ""}'}
jobs:
  deploy:
    runs-on: x
    env: {${where.job === undefined ? "X: y" : `TAG: '${where.job}'`}}
    steps:
      - run: ${where.before ?? "echo"}
      - run: docker run -d app:$TAG \${{ env.TAG }}
        env: {${where.step === undefined ? "X: y" : `TAG: '${where.step}'`}}
`);
  it.each([
    ["the workflow", { workflow: "a" }, "app:a"],
    ["the job before the workflow", { workflow: "a", job: "b" }, "app:b"],
    ["an earlier step before the job", { workflow: "a", job: "b", before: "echo TAG=c >> $GITHUB_ENV" }, "app:c"],
    ["the step before all", { workflow: "a", job: "b", step: "d", before: "echo TAG=c >> $GITHUB_ENV" }, "app:d"],
    ["an expression", { workflow: "sha-${{ github.sha }}" }, "app:sha-<commit>"],
    ["an outer variable", { workflow: "a", job: "${{ env.TAG }}-b" }, "app:a-b"],
    ["the run", { job: "${{ github.run_number }}" }, "app:<run>"],
    ["the configuration", { job: "${{ vars.TAG }}" }, "app:<variable>"],
    ["a secret", { job: "${{ secrets.TAG }}" }, "app:<secret>"],
  ])("%s", (_, where, expected) => expect(workflow(where)).toEqual([expected]));

  it("nothing of itself", () => {
    expect(workflow({ job: "${{ env.TAG }}" })).toEqual(["app:"]);
  });
  it("what the runner sets", () => {
    expect(steps("- run: docker run -d app:${GITHUB_SHA::7}\n- run: docker run -d app:$GITHUB_REF_NAME")).toEqual([
      "app:<commit>",
      "app:main",
    ]);
  });
  it("nowhere", () => expect(steps(RUN)).toEqual(["app:<variable>"]));
});

describe("from step to step", () => {
  it.each([
    ["a variable", `- run: echo TAG=a >> $GITHUB_ENV\n${RUN}`, "app:a"],
    [
      "one that may not be written",
      `- run: echo TAG=a >> $GITHUB_ENV\n- {if: failure(), run: echo TAG=b >> $GITHUB_ENV}\n${RUN}`,
      "app:b | app:a",
    ],
    [
      "none of a step that never runs",
      `- run: echo TAG=a >> $GITHUB_ENV\n- {if: false, run: echo TAG=b >> $GITHUB_ENV}\n${RUN}`,
      "app:a",
    ],
    ["none within the step", "- run: |\n    echo TAG=a >> $GITHUB_ENV\n    docker run -d app:$TAG", "app:<variable>"],
    [
      "an output",
      "- {id: x, run: echo t=a >> $GITHUB_OUTPUT}\n- run: docker run -d app:${{ steps.x.outputs.t }}",
      "app:a",
    ],
    [
      "an output in any case",
      "- {id: x, run: echo t=a >> $GITHUB_OUTPUT}\n- run: docker run -d app:${{ Steps.X.outputs.T }}",
      "app:a",
    ],
    [
      "an output of an action",
      "- {id: x, uses: docker/build-push-action@v6}\n- run: docker run -d app@${{ steps.x.outputs.digest }}",
      "app@<digest>",
    ],
    [
      "no output of a step to come",
      "- run: docker run -d app:${{ steps.x.outputs.t }}\n- {id: x, run: echo t=a >> $GITHUB_OUTPUT}",
      "app:<output>",
    ],
    [
      "one of two outputs",
      "- {id: a, if: inputs.x, run: echo t=a >> $GITHUB_OUTPUT}\n- {id: b, run: echo t=b >> $GITHUB_OUTPUT}\n- run: docker run -d app:${{ steps.a.outputs.t || steps.b.outputs.t }}",
      "app:a | app:b",
    ],
    ["a file", "- run: echo a > tag\n- run: docker run -d app:$(cat tag)", "app:a"],
    [
      "a file in another folder",
      "- {working-directory: d, run: echo a > tag}\n- run: docker run -d app:$(cat d/tag)",
      "app:a",
    ],
  ])("%s", (_, text, expected) => expect(steps(text)).toEqual([expected]));
});

describe("from job to job", () => {
  const jobs = (build: string, deploy: string) =>
    deployed(`
on: push
jobs:
  build:
    runs-on: x
${build.replace(/^/gm, "    ")}
  deploy:
    needs: build
    runs-on: x
    steps:
      - run: docker run -d app:${deploy}
`);
  it.each([
    [
      "an output of a step",
      "outputs: {tag: '${{ steps.x.outputs.t }}'}\nsteps: [{id: x, run: 'echo t=${{ github.sha }} >> $GITHUB_OUTPUT'}]",
      "app:<commit>",
    ],
    ["an output of its own", "outputs: {tag: 'v-${{ github.sha }}'}\nsteps: []", "app:v-<commit>"],
    [
      "an output of several ways",
      "outputs: {tag: '${{ steps.x.outputs.t }}'}\nsteps: [{id: x, run: 'if y; then T=a; else T=b; fi; echo t=$T >> $GITHUB_OUTPUT'}]",
      "app:a | app:b",
    ],
    ["nothing that is not named", "outputs: {}\nsteps: []", "app:<output>"],
    ["a variable of the job", "env: {T: a}\noutputs: {tag: '${{ env.T }}'}\nsteps: []", "app:a"],
  ])("%s", (_, build, expected) => expect(jobs(build, "${{ needs.build.outputs.tag }}")).toEqual([expected]));

  it("nothing where they need each other", () => {
    expect(
      deployed(`
jobs:
  a: {needs: b, outputs: {t: '\${{ needs.b.outputs.t }}'}, steps: []}
  b: {needs: a, outputs: {t: '\${{ needs.a.outputs.t }}'}, steps: []}
  deploy: {needs: [a], steps: [{run: 'docker run -d app:\${{ needs.a.outputs.t }}'}]}
`),
    ).toHaveLength(1);
  });
  it("nothing of a job that never runs", () => {
    expect(
      deployed("on: push\njobs: {deploy: {if: github.event_name == 'schedule', steps: [{run: docker run -d a:b}]}}"),
    ).toEqual([]);
  });
});

describe("a matrix gives", () => {
  const matrix = (text: string, tag: string) =>
    deployed(
      `on: push\njobs:\n  deploy:\n    strategy: {matrix: ${text}}\n    steps: [{run: 'docker run -d app:\${{ ${tag} }}'}]\n`,
    );
  it.each([
    ["the values of an axis", "{tag: [a, b]}", "matrix.tag", "app:a | app:b"],
    ["those that are added", "{tag: [a], include: [{tag: b}, {other: c}]}", "matrix.tag", "app:a | app:b"],
    ["parts of its values", "{env: [{tag: a}, {tag: b}]}", "matrix.env.tag", "app:a | app:b"],
    ["what expressions are", "{tag: ['${{ github.sha }}']}", "matrix.tag", "app:<commit>"],
    ["nothing that only the run knows", "'${{ fromJSON(inputs.x) }}'", "matrix.tag", "app:<expression>"],
  ])("%s", (_, text, tag, expected) => expect(matrix(text, tag)).toEqual([expected]));
});

describe("an input is", () => {
  const RUN_INPUT = "- run: docker run -d app:${{ inputs.tag }}";
  const dispatch = (input: string, others = "") =>
    steps(RUN_INPUT, {}, `on: {workflow_dispatch: {inputs: {tag: ${input}}}${others}}`);
  it.each([
    ["what a person writes", "{required: true}", "", "app:<input>"],
    ["that, or its default", "{default: latest}", "", "app:<input> | app:latest"],
    ["that, or its default, where it is required", "{required: true, default: latest}", "", "app:<input> | app:latest"],
    ["that, or nothing", "{}", "", "app:<input> | app:"],
    ["one of its choices", "{type: choice, options: [a, b]}", "", "app:a | app:b"],
    ["a switch", "{type: boolean}", "", "app:true | app:false"],
    ["nothing where something else starts the workflow", "{required: true}", ", push: {}", "app:<input> | app:"],
  ])("%s", (_, input, others, expected) => expect(dispatch(input, others)).toEqual([expected]));

  it("known by its old name", () => {
    const old = "- run: docker run -d app:${{ github.event.inputs.tag }}";
    expect(steps(old, {}, "on: {workflow_dispatch: {inputs: {tag: {default: latest}}}}")).toEqual([
      "app:<input> | app:latest",
    ]);
  });
});

describe("a workflow that others call", () => {
  const called = (input: string, files: Readonly<Record<string, string>> = {}) =>
    steps("- run: docker run -d app:${{ inputs.tag }}", files, `on: {workflow_call: {inputs: {tag: ${input}}}}`);
  const caller = (given: string, head = "on: push") =>
    `${head}\njobs: {call: {uses: ./.github/workflows/deploy.yml, with: {${given}}}}\n`;

  it.each([
    ["takes what is given", "{required: true}", ["tag: a"], "app:a"],
    ["takes what any gives", "{required: true}", ["tag: a", "tag: b"], "app:a | app:b"],
    ["takes its default where nothing is given", "{default: latest}", [""], "app:latest"],
    ["takes its default only there", "{default: latest}", ["tag: '${{ github.sha }}'"], "app:<commit>"],
    ["is open where nobody here calls it", "{required: true}", [], "app:<input>"],
    ["is open or its default where nobody here calls it", "{default: latest}", [], "app:<input> | app:latest"],
  ])("%s", (_, input, given, expected) => {
    const files = given.map((one, index) => [`.github/workflows/c${index}.yml`, caller(one)] as const);
    expect(called(input, Object.fromEntries(files))).toEqual([expected]);
  });

  it("takes what comes from a caller's jobs, inputs and callers", () => {
    const files = {
      ".github/workflows/b.yml":
        "on: {workflow_call: {inputs: {t: {}}}}\njobs:\n  x: {outputs: {o: 'x-${{ inputs.t }}'}, steps: []}\n  call: {needs: x, uses: ./.github/workflows/deploy.yml, with: {tag: '${{ needs.x.outputs.o }}'}}\n",
      ".github/workflows/a.yml":
        "on: push\njobs: {call: {uses: ./.github/workflows/b.yml, with: {t: '${{ github.sha }}'}}}\n",
    };
    expect(called("{required: true}", files)).toEqual(["app:x-<commit>"]);
  });

  it("gives its outputs back", () => {
    const files = {
      ".github/workflows/build.yml":
        "on: {workflow_call: {inputs: {p: {}}, outputs: {tag: {value: '${{ jobs.b.outputs.t }}'}}}}\njobs: {b: {outputs: {t: '${{ inputs.p }}-${{ github.sha }}'}, steps: []}}\n",
    };
    const text =
      "on: push\njobs:\n  build: {uses: ./.github/workflows/build.yml, with: {p: x}}\n  deploy: {needs: build, steps: [{run: 'docker run -d app:${{ needs.build.outputs.tag }}'}]}\n";
    expect(deployed(text, files)).toEqual(["app:x-<commit>"]);
    expect(deployed(text)).toEqual(["unknown-code", "app:<output>"]);
  });

  it("comes to an end where it calls itself, or its caller", () => {
    const itself =
      "on: {workflow_call: {inputs: {tag: {}}}}\njobs:\n  c: {uses: ./.github/workflows/deploy.yml, with: {tag: 'x${{ inputs.tag }}'}}\n  deploy: {steps: [{run: 'docker run -d app:${{ inputs.tag }}'}]}\n";
    expect(deployed(itself)).toHaveLength(1);
    const files = {
      ".github/workflows/b.yml": itself.replace("./.github/workflows/deploy.yml", "./.github/workflows/deploy.yml"),
    };
    expect(deployed(itself.replace("workflows/deploy.yml", "workflows/b.yml"), files)).toHaveLength(1);
  });
});

describe("an action of the repository", () => {
  const action = (runs: string) => ({
    ".github/actions/x/action.yml": `inputs: {tag: {default: d}, other: {required: true}}\noutputs: {t: {value: '\${{ steps.s.outputs.t }}'}}\nruns:\n  using: composite\n  steps:\n${runs.replace(/^/gm, "    ")}\n`,
  });
  const USE = "- {uses: ./.github/actions/x, id: x, with: {tag: a}}";
  it.each([
    ["runs its steps", "- {shell: bash, run: 'docker run -d app:${{ inputs.tag }}'}", USE, "app:a"],
    [
      "has defaults",
      "- {shell: bash, run: 'docker run -d app:${{ inputs.tag }}'}",
      "- uses: ./.github/actions/x",
      "app:d",
    ],
    [
      "gives outputs",
      "- {shell: bash, id: s, run: 'echo t=${{ inputs.tag }} >> $GITHUB_OUTPUT'}",
      `${USE}\n- run: docker run -d app:\${{ steps.x.outputs.t }}`,
      "app:a",
    ],
    ["sets variables", "- {shell: bash, run: 'echo TAG=${{ inputs.tag }} >> $GITHUB_ENV'}", `${USE}\n${RUN}`, "app:a"],
    [
      "knows the job's variables",
      "- {shell: bash, run: 'docker run -d app:$TAG'}",
      `- run: echo TAG=b >> $GITHUB_ENV\n${USE}`,
      "app:b",
    ],
    ["leaves files", "- {shell: bash, run: echo a > tag}", `${USE}\n- run: docker run -d app:$(cat tag)`, "app:a"],
    [
      "calls itself no more than a few times",
      `- {shell: bash, id: s, run: 'echo t=a >> $GITHUB_OUTPUT'}\n${USE}`,
      `${USE}\n- run: docker run -d app:\${{ steps.x.outputs.t }}`,
      "app:a",
    ],
  ])("%s", (_, runs, use, expected) => expect(steps(use, action(runs))).toEqual([expected]));

  it("that is none of steps does nothing we know of", () => {
    expect(steps(USE, { ".github/actions/x/action.yml": "runs: {using: node24, main: x.js}" })).toEqual([]);
    expect(steps(USE)).toEqual([]);
  });
});

describe("what cannot be read", () => {
  const problems = (text: string, path = PATH) =>
    openProject(filesOf({ [PATH]: text }))
      .report(path)
      .problems.map(({ range, message }) => `${range.start.line}: ${message}`);

  it("is said, and the rest is checked", () => {
    const text =
      "jobs:\n  deploy:\n    steps:\n      - run: docker run -d a:x\n      - run: docker run -d a:${{ ( }}\nbroken: [\n";
    expect(deployed(text)).toEqual(["a:x", "a:<expression>"]);
    expect(problems(text)).toHaveLength(2);
  });
  it.each([
    ["no file", ".github/workflows/none.yml", 1],
    ["an empty one", PATH, 0],
  ])("may be %s", (_, path, count) => expect(problems("", path)).toHaveLength(count));
  it("is not followed without end", () => {
    const script = "f() { f; f; f; f; f; f; }; f\n".repeat(50);
    const text = `jobs: {deploy: {steps: [{run: ${JSON.stringify(script)}}]}}`;
    expect(problems(text)).toEqual([expect.stringContaining("too large to be analysed")]);
  });
  it("is named where a shell's quote is not closed", () => {
    expect(problems("jobs:\n  deploy:\n    steps:\n      - run: |\n          docker run 'a:x\n")).toEqual([
      expect.stringMatching(/^5: This script cannot be parsed/),
    ]);
    expect(
      problems("jobs:\n  deploy:\n    steps:\n      - shell: pwsh\n        run: |\n          docker run 'a:x\n"),
    ).toEqual([]);
  });
});

it("tells of what it has read", () => {
  const compose = "services: {web: {image: 'app:latest'}}";
  const report = openProject(
    filesOf({ [PATH]: "jobs: {deploy: {steps: [{run: docker compose up -d}]}}", "compose.yml": compose }),
  ).report(PATH);
  expect(report.files).toEqual([PATH, "compose.yml"]);
  expect(report.deployments).toMatchObject([{ is: "image", file: { asked: "compose.yml", name: "service web" } }]);
});

describe("an action or workflow of this repository at this commit ($/…)", () => {
  const SHIP = `runs:
  using: composite
  steps:
    - run: docker run -d ghcr.io/acme/shop:latest
      shell: bash
`;
  const NESTED = "runs:\n  using: composite\n  steps:\n    - uses: $/ship\n";
  const CALLED = `on:
  workflow_call:
    inputs: { tag: { type: string } }
jobs:
  deploy:
    runs-on: self-hosted
    steps:
      - run: docker run -d "ghcr.io/acme/shop:\${{ inputs.tag }}"
`;
  const report = (job: string, path = ".github/workflows/w.yml") => {
    const files = {
      "ship/action.yml": SHIP,
      "nested/action.yml": NESTED,
      ".github/workflows/called.yml": CALLED,
      [path]: `on: push\njobs:\n  deploy:\n${job}`,
    };
    return openProject(filesOf(files));
  };
  const step = (uses: string) => report(`    runs-on: ubuntu-latest\n    steps:\n      - uses: ${uses}\n`);

  it.each(["./ship", "$/ship", "$/nested", "./nested"])("is followed: %s", (uses) => {
    const { deployments, uses: others, problems } = step(uses).report(".github/workflows/w.yml");
    expect(deployments.map((one) => (one.is === "image" ? one.written : one.is))).toEqual(["ghcr.io/acme/shop:latest"]);
    expect({ others, problems }).toEqual({ others: [], problems: [] });
  });

  it.each(["./", "$/"])("is given what its caller says: %s.github/workflows/called.yml", (own) => {
    const project = report(`    uses: ${own}.github/workflows/called.yml\n    with: { tag: latest }\n`);
    const [image] = project.report(".github/workflows/called.yml").deployments;
    expect(image?.is === "image" ? image.judgement.verdict : image?.is).toBe("mutable");
    const { uses, problems, deployments } = project.report(".github/workflows/w.yml");
    expect({ uses, problems, deployments }).toEqual({ uses: [], problems: [], deployments: [] });
  });

  it.each([
    ["a step", step("$/ship@v1")],
    ["a called workflow", report("    uses: $/.github/workflows/called.yml@main\n")],
  ])("takes no ref, in %s", (_, project) => {
    const { problems, uses } = project.report(".github/workflows/w.yml");
    expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(/takes no @ref.*Write \$\/\S+\.$/)]);
    expect(uses).toEqual([]);
  });
});
