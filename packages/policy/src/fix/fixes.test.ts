// Fixes on the real analysis: found, made, and looked at again.
import { type Files, openProject, templateOfFile } from "@deploy-actions/workflow";
import { expect, it } from "vitest";
import { checkReports } from "../check.ts";
import { EMPTY_CONFIG } from "../config/config.ts";
import type { Finding } from "../finding.ts";
import { applyEdits } from "./apply.ts";

const WORKFLOW = ".github/workflows/ship.yml";
type Texts = Readonly<Record<string, string>>;

function filesOf(texts: Texts): Files {
  const paths = Object.keys(texts).sort();
  return {
    read: (path) => (texts[path] === undefined ? undefined : templateOfFile({ path, text: texts[path] })),
    below: (folder) => paths.filter((path) => folder === "" || path.startsWith(`${folder}/`)),
    named: (name) => paths.filter((path) => path.split("/").at(-1) === name),
  };
}

function findingsIn(texts: Texts): readonly Finding[] {
  const project = openProject(filesOf(texts));
  const reports = filesOf(texts).below(".github/workflows").map(project.report, project);
  const settings = { strict: false, actions: "off" as const, ownOwners: [] };
  return checkReports(reports, settings, {
    text: (path) => texts[path],
    config: EMPTY_CONFIG,
    today: "2026-11-21",
    recheck: (path, edited) => project.edited(edited).report(path),
  }).findings;
}

function fixed(texts: Texts): Texts {
  const edits = findingsIn(texts).flatMap(({ fix }) => fix?.replacements ?? []);
  const byPath = Map.groupBy(edits, ({ path }) => path);
  return Object.fromEntries(
    Object.entries(texts).map(([path, text]) => {
      const { text: after, left } = applyEdits(text, byPath.get(path) ?? []);
      expect(left).toEqual([]);
      return [path, after];
    }),
  );
}

/** Rules about deploys that can change, as `rule line`. */
function open(texts: Texts): string[] {
  return findingsIn(texts)
    .filter(({ rule }) => /^ITV00[1-8]$/.test(rule))
    .map(({ rule, range }) => `${rule} ${range.start.line}`);
}

/** A job that pushes what `run` says, one that waits for it and deploys; both are bodies of jobs. */
function workflow(build: string, deploy: string): string {
  return `name: ship # a comment that stays
on: push
jobs:
  build:
    runs-on: ubuntu-latest
${indented(build)}  deploy:
    needs: [build]
    runs-on: ubuntu-latest
${indented(deploy)}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "    ");
}

const BUILD = `steps:
  - run: |
      docker build -t ghcr.io/acme/app:\${{ github.sha }} -t ghcr.io/acme/app:latest .
      docker push ghcr.io/acme/app:\${{ github.sha }}
      docker push ghcr.io/acme/app:latest
`;

/** Holds `texts`, in which `‹old›→‹new›` marks each edit that is expected, to these edits and no others, and to silence after them. */
function expectFixes(marked: Texts, left: readonly string[] = []): void {
  const marks = /‹([^›]*)›→‹([^›]*)›/g;
  const side = (group: string): Texts =>
    Object.fromEntries(Object.entries(marked).map(([path, text]) => [path, text.replace(marks, group)]));
  const before = side("$1");
  expect(open(before)).not.toEqual(left);
  expect(fixed(before)).toEqual(side("$2"));
  expect(open(side("$2"))).toEqual(left);
  expect(fixed(side("$2"))).toEqual(side("$2"));
}

const LATEST = "‹latest›→‹${{ github.sha }}›";

it.each([
  ["a plain word", `- run: kubectl set image deployment/web web=ghcr.io/acme/app:${LATEST}`],
  ["a word in quotes", `- run: docker run -d "ghcr.io/acme/app:${LATEST}"`],
  ["YAML in single quotes", `- run: 'docker run -d ghcr.io/acme/app:${LATEST}'`],
  ["YAML in double quotes", `- run: "docker run -d ghcr.io/acme/app:${LATEST}"`],
  ["a folded scalar", `- run: >-\n    docker run -d\n    ghcr.io/acme/app:${LATEST}`],
  [
    "an image named twice",
    `- run: |\n    docker pull ghcr.io/acme/app:${LATEST}\n    docker run -d ghcr.io/acme/app:${LATEST}`,
  ],
  [
    "another host's script",
    `- run: |\n    ssh web 'docker pull ghcr.io/acme/app:${LATEST} && docker run -d ghcr.io/acme/app:${LATEST}'`,
  ],
  ["a here-document", `- run: |\n    ssh web <<'EOF'\n      docker run -d ghcr.io/acme/app:${LATEST}\n    EOF`],
  [
    "an action's script",
    `- uses: appleboy/ssh-action@v1\n  with:\n    script: docker run -d ghcr.io/acme/app:${LATEST} # now`,
  ],
  ["an action's input", `- uses: azure/webapps-deploy@v3\n  with:\n    images: ghcr.io/acme/app:${LATEST}`],
  [
    "a variable that holds the tag",
    "- run: docker run -d ghcr.io/acme/app:‹$TAG›→‹${{ github.sha }}›\n  env:\n    TAG: latest",
  ],
  [
    "a variable that holds all",
    "- run: docker run -d ‹$IMAGE›→‹ghcr.io/acme/app:${{ github.sha }}›\n  env:\n    IMAGE: ghcr.io/acme/app:latest",
  ],
  ["an image without a tag", "- run: docker run -d ghcr.io/acme/app‹›→‹:${{ github.sha }}›"],
  ["an image without a tag in quotes", '- run: docker run -d "ghcr.io/acme/app‹›→‹:${{ github.sha }}›"'],
])("deploys the tag that is pushed, in %s", (_, step) => {
  expectFixes({ [WORKFLOW]: workflow(BUILD, `steps:\n${step.replace(/^/gm, "  ")}\n`) });
});

it.each([
  [
    "a slice of the commit",
    "steps:\n  - run: docker push ghcr.io/acme/app:${GITHUB_SHA::7}\n",
    "steps:\n  - run: docker run -d ghcr.io/acme/app:‹latest›→‹${GITHUB_SHA::7}›\n",
  ],
  [
    "the commit, on another host, where the variable is not set",
    "steps:\n  - run: docker push ghcr.io/acme/app:sha-$GITHUB_SHA\n",
    "steps:\n  - run: ssh web 'docker run -d ghcr.io/acme/app:‹latest›→‹sha-${{ github.sha }}›'\n",
  ],
  [
    "an output of the job",
    'outputs:\n  tag: ${{ steps.meta.outputs.tag }}\nsteps:\n  - id: meta\n    run: echo "tag=${GITHUB_SHA::8}" >> $GITHUB_OUTPUT\n  - run: docker push ghcr.io/acme/app:v-${{steps.meta.outputs.tag}}\n',
    "steps:\n  - run: docker run -d ghcr.io/acme/app:‹latest›→‹v-${{ needs.build.outputs.tag }}›\n",
  ],
  [
    "tags of the build action",
    "steps:\n  - uses: docker/build-push-action@v6\n    with:\n      push: true\n      tags: |\n        ghcr.io/acme/app:latest\n        ghcr.io/acme/app:${{ github.sha }}\n",
    "steps:\n  - run: docker run -d ghcr.io/acme/app:‹latest›→‹${{ github.sha }}›\n",
  ],
  [
    "a name that secrets hold",
    "steps:\n  - run: docker push ${{ secrets.USER }}/app:${{ github.sha }}\n",
    "steps:\n  - run: ssh web docker run -d ${{ secrets.USER }}/app:‹latest›→‹${{ github.sha }}›\n",
  ],
])("writes %s so that it means the same", (_, build, deploy) => {
  expectFixes({ [WORKFLOW]: workflow(build, deploy) });
});

it("finds what can be fixed beside what cannot", () => {
  const steps = `steps:
  - run: |
      docker pull ghcr.io/acme/app:${LATEST}
      docker run -d ghcr.io/acme/app:${LATEST}
      docker run -d ghcr.io/acme/other:latest
      docker run -d ghcr.io/acme/app:late"st"
`;
  expectFixes({ [WORKFLOW]: workflow(BUILD, steps) }, ["ITV001 18", "ITV001 19"]);
});

it("writes a variable of the step where it is set", () => {
  const step = `steps:
  - run: |
      TAG=sha-$GITHUB_SHA
      docker push ghcr.io/acme/app:$TAG
      docker run -d "ghcr.io/acme/app:‹latest›→‹$TAG›"
      ssh web 'docker run -d ghcr.io/acme/app:latest'
  - run: docker run -d ghcr.io/acme/app:latest
`;
  const text = `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n${indented(step)}`;
  expectFixes({ [WORKFLOW]: text }, ["ITV001 10", "ITV001 11"]);
});

it.each([
  ["the workflow's environment", "on: push\nenv:\n  TAG: v-${{ github.sha }}\njobs:\n"],
  [
    "CRLF line ends and a long file",
    `on: push\r\nenv:\r\n  TAG: v-\${{ github.sha }}\r\n${"# more\r\n".repeat(50)}jobs:\r\n`,
  ],
])("writes a variable of %s", (_, head) => {
  const eol = head.includes("\r") ? "\r\n" : "\n";
  const jobs = `  build:
    runs-on: ubuntu-latest
    steps:
      - run: docker push ghcr.io/acme/app:\${{ env.TAG }}
  deploy:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: docker run -d ghcr.io/acme/app:‹latest›→‹\${{ env.TAG }}›
`;
  expectFixes({ [WORKFLOW]: head + jobs.replaceAll("\n", eol) });
});

const COMPOSE = "docker-compose.yml";
const UP = "steps:\n  - run: docker compose up -d\n";

it.each<[string, Texts]>([
  [
    "nothing is pushed by the commit",
    {
      [WORKFLOW]: workflow("steps:\n  - run: docker push a/b:latest\n", "steps:\n  - run: docker run -d a/b:latest\n"),
    },
  ],
  [
    "two tags of the commit are pushed",
    {
      [WORKFLOW]: workflow(
        "steps:\n  - run: |\n      docker push a/b:$GITHUB_SHA\n      docker push a/b:v-$GITHUB_SHA\n",
        "steps:\n  - run: docker run -d a/b:latest\n",
      ),
    },
  ],
  [
    "the job does not wait for the push",
    {
      [WORKFLOW]: workflow(BUILD, "steps:\n  - run: docker run -d ghcr.io/acme/app:latest\n").replace(
        "    needs: [build]\n",
        "",
      ),
    },
  ],
  [
    "the push comes later",
    { [WORKFLOW]: workflow(UP, "steps:\n  - run: docker run -d a/b:latest\n  - run: docker push a/b:$GITHUB_SHA\n") },
  ],
  [
    "another image is pushed",
    { [WORKFLOW]: workflow(BUILD, "steps:\n  - run: docker run -d quay.io/acme/app:latest\n") },
  ],
  [
    "other secrets hold the name",
    {
      [WORKFLOW]: workflow(
        "steps:\n  - run: docker push ${{ secrets.A }}/app:$GITHUB_SHA\n",
        "steps:\n  - run: docker run -d ${{ secrets.B }}/app:latest\n",
      ),
    },
  ],
  [
    "the slice of the commit cannot be written there",
    {
      [WORKFLOW]: workflow(
        "steps:\n  - run: docker push a/b:${GITHUB_SHA::7}\n",
        "steps:\n  - run: ssh web 'docker run -d a/b:latest'\n",
      ),
    },
  ],
  [
    "the output belongs to another job",
    {
      [WORKFLOW]: workflow(
        'steps:\n  - id: v\n    run: echo "tag=$GITHUB_SHA" >> $GITHUB_OUTPUT\n  - run: docker push a/b:${{ steps.v.outputs.tag }}\n',
        "steps:\n  - run: docker run -d a/b:latest\n",
      ),
    },
  ],
  [
    "a command makes the tag",
    {
      [WORKFLOW]: workflow(
        "steps:\n  - run: docker push a/b:$(git rev-parse HEAD)\n",
        "steps:\n  - run: docker run -d a/b:latest\n",
      ),
    },
  ],
  [
    "the tag stands in a deployed file",
    { [WORKFLOW]: workflow(BUILD, UP), [COMPOSE]: "services:\n  web:\n    image: ghcr.io/acme/app:latest\n" },
  ],
  [
    "brackets of YAML stand around it",
    { [WORKFLOW]: workflow(BUILD, "steps:\n  - { run: docker run -d ghcr.io/acme/app:latest }\n") },
  ],
  [
    "somebody let it stand",
    {
      [WORKFLOW]: workflow(
        BUILD,
        "steps:\n  - run: docker run -d ghcr.io/acme/app:latest # itv-ignore[ITV001] for now\n",
      ),
    },
  ],
])("offers no fix where %s", (_, texts) => {
  expect(findingsIn(texts).some(({ rule }) => /^ITV00[1-5]$/.test(rule))).toBe(true);
  expect(fixed(texts)).toEqual(texts);
});

it("fixes a file that two workflows deploy in both of them", () => {
  const text = workflow(BUILD, "steps:\n  - run: ‹›→‹TAG=${{ github.sha }} ›docker compose up -d\n");
  const compose = "services:\n  web:\n    image: ghcr.io/acme/app:${TAG:-latest}\n";
  expectFixes({ [WORKFLOW]: text, ".github/workflows/again.yml": text, [COMPOSE]: compose });
});

it("gives two variables what two pushes made", () => {
  const build = `steps:
  - run: |
      docker push ghcr.io/acme/app:\${{ github.sha }}
      docker push ghcr.io/acme/web:v-\${{ github.sha }}
`;
  const given = "‹›→‹APP=${{ github.sha }} WEB=v-${{ github.sha }} ›";
  const steps = `steps:\n  - run: ${given}docker compose up -d\n`;
  const compose = `services:
  app:
    image: ghcr.io/acme/app:\${APP:-latest}
  web:
    image: ghcr.io/acme/web:\${WEB:-latest}
`;
  expectFixes({ [WORKFLOW]: workflow(build, steps), [COMPOSE]: compose });
});

it.each([
  ["a command", "docker compose up -d"],
  ["several commands", "docker compose pull\n‹›→‹TAG=${{ github.sha }} ›docker compose up -d"],
  ["a command of another host", "ssh web 'cd app && COMMAND'"],
])("gives the variable of a deployed file what is pushed, before %s", (_, script) => {
  const given = "‹›→‹TAG=${{ github.sha }} ›docker compose";
  const written = script.includes("COMMAND")
    ? script.replace("COMMAND", `${given} up -d`)
    : script.replace("docker compose", given);
  const steps = `steps:\n  - run: |\n${written.replace(/^/gm, "      ")}\n`;
  const compose = "services:\n  web:\n    image: ghcr.io/acme/app:${TAG:-latest}\n";
  expectFixes({ [WORKFLOW]: workflow(BUILD, steps), [COMPOSE]: compose });
});

const UNTOLD = "steps:\n  - run: docker push ghcr.io/acme/app:latest\n";

it.each([
  ["a default in a compose file", "image: ghcr.io/acme/app:${TAG‹:-latest›→‹:?TAG is not set›}"],
  ["one of several", "image: ${REG:-ghcr.io}/${NAME:-acme/app}:${TAG‹:-latest›→‹:?TAG is not set›}"],
  ["one inside another", "image: ghcr.io/acme/app:${RELEASE:-${TAG‹:-latest›→‹:?TAG is not set›}}"],
  ["one without a colon, in quotes", 'image: "ghcr.io/acme/app:${TAG‹-latest›→‹?TAG is not set›}" # why'],
])("lets a deploy fail instead of taking %s", (_, line) => {
  const compose = `services:\n  web:\n    ${line}\n    restart: always\n`;
  expectFixes({ [WORKFLOW]: workflow(UNTOLD, UP), [COMPOSE]: compose }, ["ITV006 12"]);
});

it.each([
  ["a variable", "docker run -d ghcr.io/acme/app:${TAG‹:-latest›→‹:?TAG is not set›}", "ITV006 16"],
  [
    "a variable on its way",
    'TAG="${RELEASE‹:-latest›→‹:?RELEASE is not set›}"\ndocker run -d ghcr.io/acme/app:$TAG',
    "ITV006 17",
  ],
])("lets a deploy fail instead of taking the default of %s", (_, script, left) => {
  const steps = `steps:\n  - run: |\n${script.replace(/^/gm, "      ")}\n`;
  expectFixes({ [WORKFLOW]: workflow(BUILD, steps) }, [left]);
});

it.each([
  ["alone", "description: which\n‹default: latest›→‹required: true› # the newest\n", 12],
  ["in quotes", "‹default: 'latest'›→‹required: true›\ntype: string\n", 12],
  ["beside required: false", "required: ‹false›→‹true›\ndescription: which\n‹DEFAULT›→‹›type: string\n", 13],
  ["beside required: true", "‹DEFAULT›→‹›required: true # always\n", 11],
])("asks for an input instead of taking its default, %s", (_, input, line) => {
  const head = `on:
  workflow_dispatch:
    inputs:
      tag:
${input
  .replace(/^(?=[^‹\n]|‹default)/gm, "        ")
  .replace("DEFAULT", "        default: latest\n")
  .replace("›→‹›", "›→‹›        ")}`;
  const jobs = `jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: |
          docker pull ghcr.io/acme/app:\${{ inputs.tag }}
          docker run -d ghcr.io/acme/app:\${{ inputs.tag }}
`;
  expectFixes({ [WORKFLOW]: head + jobs }, [`ITV006 ${line}`, `ITV006 ${line + 1}`]);
});
