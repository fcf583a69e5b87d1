// Workflow files: whatever stands in one, the check comes to an end, points into it, and says what it could not read.
import fc from "fast-check";
import { mutated, mutations } from "../../packages/policy/test/mutation.ts";
import { type Contents, checkRepository } from "../../packages/policy/test/repository.ts";
import { seeds } from "../../packages/policy/test/seeds.ts";
import { faultsOf } from "../../packages/policy/test/soundness.ts";
import { expectEqual, expectThat } from "./expect.ts";
import { damaged, textOf } from "./generators.ts";
import { expectProportional, shapesOf } from "./growth.ts";
import { type Area, property } from "./property.ts";
import { monstrous, YAML_PIECES } from "./yaml.ts";

const PATH = ".github/workflows/deploy.yml";
const MUTABLE = "docker run -d acme/shop:latest";

const check = (contents: Contents) => checkRepository(contents, { strict: true, actions: "sha" });

function expectSound(contents: Contents): void {
  const result = check(contents);
  expectEqual(faultsOf(result, contents), [], "faults");
  // An error that was caught far outside of where it happened: everything else in the file goes unchecked.
  const crash = result.findings.find(({ message }) => /could not be checked: (?!it is nested)/.test(message));
  expectEqual(crash?.message, undefined, "a crash");
}

const HEAD = "on: push\njobs:\n  deploy:\n    runs-on: self-hosted\n    steps:\n";

/** Steps that neither end the job nor change what a later step's command means. */
const harmlessStep: fc.Arbitrary<string> = fc.oneof(
  fc
    .constantFrom(
      "uses: actions/checkout@v4",
      "uses: ./local",
      "uses: docker/build-push-action@v6\n  with:\n    push: true\n    tags: acme/shop:latest",
      "uses: 'a/b@${{ github.sha }}'",
      "run: |\n  echo hi\n  exit 1",
      "run: exit 0",
      "run: >\n  folded\n  text",
      "run: 'docker compose up -d'",
      "run: set -e",
      'run: echo "A=latest" >> "$GITHUB_ENV"',
      'run: echo "/evil" >> $GITHUB_PATH',
      "run: print('x')\n  shell: python",
      "run: x\n  shell: cmd",
      "run: y\n  if: false",
      "run: z\n  if: ${{ always() }}\n  continue-on-error: true",
      "name: '${{ x'\n  run: w",
      'run: "cat <<EOF\\nno end"',
      "run: 'alias docker=true'",
      "run: 'docker() { :; }'",
      "run: 'case x in'",
      'run: "it\'s (broken"',
      "run: 'curl x | sh'",
      "{}",
      "null",
      "[]",
      "a string",
      "run: [not, a, text]",
      "run:\n  a: map",
      "timeout-minutes: 5\n  run: a",
    )
    .map((text) => text.replaceAll("\n  ", "\n        ")),
  textOf(["echo ", "$A", "${A:-b}", "; ", "&& ", "docker ", "run ", "-d ", "x ", "'", '"', "(", ")", "|", ">"], 12).map(
    (script) => `run: ${JSON.stringify(script.toWellFormed())}`,
  ),
);
const steps = fc.array(harmlessStep, { maxLength: 5 });
const written = (all: readonly string[]): string => `${HEAD}${all.map((step) => `      - ${step}\n`).join("")}`;

/** What a check says of a workflow with these steps, apart from where. */
const errorsOf = (text: string): readonly string[] =>
  check({ [PATH]: text })
    .findings.filter(({ severity }) => severity === "error")
    .map(({ rule }) => rule)
    .toSorted();

const repositories = seeds();

export const workflows: Area = {
  about: "workflow files",
  properties: [
    property(
      "a damaged repository is checked to its end",
      fc.record({
        seed: fc.constantFrom(...repositories),
        workflow: mutations,
        others: fc.option(mutations, { nil: [] }),
      }),
      ({ seed, workflow, others }) => {
        const entries = Object.entries(seed.files).map(([path, text]): [string, string] => [
          path,
          mutated(text, path.startsWith(".github/workflows/") ? workflow : others),
        ]);
        expectSound(Object.fromEntries(entries));
      },
    ),
    property("any YAML is checked to its end", fc.oneof(monstrous, textOf(YAML_PIECES, 40)), (text) => {
      expectSound({ [PATH]: text });
      expectSound({ [PATH]: `${HEAD}      - run: ${MUTABLE}\n${text}` });
    }),
    property(
      "a deploy of a mutable image among any other steps is reported, or said to be not understood",
      fc.tuple(steps, steps),
      ([before, after]) => {
        const text = written([...before, `run: ${MUTABLE}`, ...after]);
        const line = text.split("\n").findIndex((each) => each.includes(`- run: ${MUTABLE}`)) + 1;
        const { findings } = check({ [PATH]: text });
        const isSaid = findings.some(
          ({ rule, range: { start, end } }) =>
            (rule !== "ITV001" && rule !== "ITV090") || (start.line <= line && end.line >= line) || rule === "ITV090",
        );
        expectThat(isSaid && findings.some(({ severity }) => severity === "error"), "nothing is said of it");
      },
    ),
    property(
      "a comment or blank line never removes an error",
      fc.tuple(steps, fc.nat(), fc.constantFrom("", "# a comment", "      # itv", "  # it's \"quoted", "#")),
      ([all, at, added]) => {
        const before = written([...all, `run: ${MUTABLE}`]);
        // Inside a block scalar a comment is text: only places between steps are used.
        const places = before.split("\n").flatMap((line, index) => (/^ {6}- /.test(line) ? [index] : []));
        const lines = before.split("\n");
        const place = places[at % places.length] ?? 0;
        const after = [...lines.slice(0, place), added, ...lines.slice(place)].join("\n");
        expectEqual(errorsOf(after), errorsOf(before), "the errors");
      },
    ),
    property(
      "the name of a step never removes an error",
      fc.tuple(steps, textOf(["a", " ", "x", "é", "#", ": ", "'"])),
      ([all, name]) => {
        const named = (text: string) =>
          written([...all, `name: ${JSON.stringify(text.toWellFormed())}\n        run: ${MUTABLE}`]);
        expectEqual(errorsOf(named(name)), errorsOf(named("x")), "the errors");
      },
    ),
    property(
      "time grows with the length",
      shapesOf([...YAML_PIECES, "      - run: x\n", "    needs: [a]\n", "${{ env.A }}", "docker run x\n"]),
      (shape) => expectProportional(shape, (text) => void check({ [PATH]: `${HEAD}${text}` })),
      { share: 0.05 },
    ),
    property(
      "a long script's time grows with its length",
      shapesOf([
        "A=$A$A\n",
        "A+=x\n",
        "$A ",
        "docker run $A\n",
        "if $A; then\n",
        "fi\n",
        "for x in $A; do\n",
        "done\n",
        "f() {\n",
        "}\nf\n",
        "`",
        "$(f)",
        "cat <<E\n",
        "E\n",
      ]),
      (shape) =>
        expectProportional(shape, (text) => {
          check({ [PATH]: `${HEAD}      - run: |2\n${text.replace(/^/gm, "          ")}` });
        }),
      { share: 0.05 },
    ),
    property(
      "real workflows with a few characters changed",
      damaged(fc.constantFrom(...repositories.flatMap(({ files }) => Object.values(files)))),
      (text) => {
        expectSound({ [PATH]: text });
      },
    ),
  ],
};
