// What follows from the order of a job's commands: overrides, edits, restarts, and what a guard has settled.
import { filesOf } from "@deploy-actions/workflow-source/testing";
import { describe, expect, it } from "vitest";
import { openProject } from "../src/project.ts";
import { deploymentsOfScript, deploymentsOfSteps } from "./job.ts";

const FILES = {
  "k8s/app.yml":
    "kind: Deployment\nspec: {template: {spec: {containers: [{name: app, image: 'ghcr.io/acme/app:latest'}]}}}\n",
  "k8s/kustomization.yaml": "resources: [app.yml]\n",
};
const FILE = "kubectl apply of k8s/app.yml ghcr.io/acme/app:latest: mutable";
const SET = "kubectl set image deploy/app app=ghcr.io/acme/app:${{ github.sha }}";
const SET_TOLD = "kubectl set image ghcr.io/acme/app:<commit>: immutable";

describe("a file that is deployed", () => {
  const places = (script: string) => {
    const text = `jobs:\n  deploy:\n    steps:\n      - run: |\n${script.replace(/^/gm, "          ")}\n`;
    const { deployments } = openProject(filesOf({ ...FILES, "w.yml": text })).report("w.yml");
    return deployments.flatMap((one) =>
      one.is === "image" && one.file !== undefined ? [one.file.overriddenAt?.range().start.line] : [],
    );
  };
  it("is overridden by a later command of the job that names the image", () => {
    expect(deploymentsOfScript(`kubectl apply -f k8s/app.yml\n${SET}`, { files: FILES })).toEqual([FILE, SET_TOLD]);
    expect(places(`kubectl apply -f k8s/app.yml\n${SET}`)).toEqual([6]);
  });
  it("is not overridden by an earlier one, one of another image, or one that moves", () => {
    expect(places(`${SET}\nkubectl apply -f k8s/app.yml`)).toEqual([undefined]);
    expect(places("kubectl apply -f k8s/app.yml\nkubectl set image deploy/db db=acme/db:${{ github.sha }}")).toEqual([
      undefined,
    ]);
    expect(places("kubectl apply -f k8s/app.yml\nkubectl set image deploy/app app=ghcr.io/acme/app:prod")).toEqual([
      undefined,
    ]);
  });
  it("is what an earlier command has made of it", () => {
    const expected = "kubectl apply of k8s/app.yml ghcr.io/acme/app:<commit>: immutable";
    const sed = 'sed -i "s|app:latest|app:${{ github.sha }}|" k8s/app.yml';
    expect(deploymentsOfScript(`${sed}\nkubectl apply -f k8s/app.yml`, { files: FILES })).toContain(expected);
    expect(deploymentsOfScript(`kubectl apply -f k8s/app.yml\n${sed}`, { files: FILES })).toContain(FILE);
  });
});

describe("a restart", () => {
  const RESTART = "kubectl rollout restart deployment/app";
  it.each([
    ["alone pulls what there is by its name", RESTART, ["kubectl rollout restart: restarts deployment/app"]],
    ["behind an image that cannot change changes nothing", `${SET}\n${RESTART}`, [SET_TOLD]],
    [
      "behind one that moves is a deploy of its own",
      `kubectl set image deploy/app app=acme/app:prod\n${RESTART}`,
      ["kubectl set image acme/app:prod: mutable", "kubectl rollout restart: restarts deployment/app"],
    ],
    ["before the image is named", `${RESTART}\n${SET}`, ["kubectl rollout restart: restarts deployment/app", SET_TOLD]],
  ])("%s", (_, script, expected) => expect(deploymentsOfScript(script)).toEqual(expected));

  it("is none in a test", () => expect(deploymentsOfScript(RESTART, { name: "test" })).toEqual([]));
});

describe("a value that was checked", () => {
  const HEX = "^[0-9a-f]{40}$";
  it.each([
    [
      "in its own script",
      `- run: |\n    [[ $TAG =~ ${HEX} ]] || exit 1\n    docker run -d acme/app:$TAG`,
      ["docker run acme/app:<commit>: immutable"],
    ],
    [
      "in an earlier step",
      `- run: '[[ "\${{ inputs.tag }}" =~ ${HEX} ]] || exit 1'\n- run: docker run -d acme/app:\${{ inputs.tag }}`,
      ["docker run acme/app:<input>: immutable"],
    ],
    [
      "by way of a variable in an earlier step",
      `- env: {TAG: '\${{ inputs.tag }}'}\n  run: '[[ $TAG =~ ${HEX} ]] || exit 1'\n- env: {TAG: '\${{ inputs.tag }}'}\n  run: docker run -d acme/app:$TAG`,
      ["docker run acme/app:<input>: immutable"],
    ],
    [
      "in a later step, too late",
      `- env: {TAG: '\${{ inputs.tag }}'}\n  run: docker run -d acme/app:$TAG\n- env: {TAG: '\${{ inputs.tag }}'}\n  run: '[[ $TAG =~ ${HEX} ]] || exit 1'`,
      ["docker run acme/app:<input>: undecided"],
    ],
  ])("%s", (_, steps, expected) => expect(deploymentsOfSteps(`${steps}\n`, {})).toEqual(expected));
});

it("tells what the workflow pushes under a commit, and which images are its own", () => {
  const script = [
    "docker build -t ghcr.io/acme/app:${{ github.sha }} -t ghcr.io/acme/app:latest .",
    "docker push ghcr.io/acme/app:${{ github.sha }}",
    "docker run -d ghcr.io/acme/app:latest postgres",
    "docker run -d postgres:16",
    "ssh h docker run -d other.io/app:x",
  ];
  const text = `jobs:\n  deploy:\n    runs-on: self-hosted\n    steps:\n      - run: |\n${script.map((line) => `          ${line}\n`).join("")}`;
  const { pushed, deployments } = openProject(filesOf({ "w.yml": text })).report("w.yml");
  expect(pushed.map(({ written }) => written)).toEqual([
    "ghcr.io/acme/app:${{ github.sha }}",
    "ghcr.io/acme/app:${{ github.sha }}",
  ]);
  expect(deployments.flatMap((one) => (one.is === "image" ? [`${one.written} ${one.own}`] : [one.is]))).toEqual([
    "target-build",
    "postgres:16 false",
    "other.io/app:x true",
  ]);
});
