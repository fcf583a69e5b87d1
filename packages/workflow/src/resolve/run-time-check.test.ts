// The run-time guard, the same action with `images:`, as the check of the files sees it.
import { filesOf } from "@deploy-actions/workflow-source/testing";
import { expect, it } from "vitest";
import { openProject } from "../project.ts";

const PATH = ".github/workflows/deploy.yml";

/** Verdicts of the images that a job deploys behind a step that guards `images`. */
function verdicts(images: readonly string[], deployed: readonly string[]): readonly string[] {
  const text = [
    "on: push",
    "jobs:",
    "  deploy:",
    "    runs-on: self-hosted",
    "    steps:",
    "      - uses: acme/actions/immutable-tag-validator@v1",
    "        with:",
    "          images: |",
    ...images.map((image) => `            ${image}`),
    ...deployed.map((image) => `      - run: docker run -d ${image}`),
  ].join("\n");
  const { deployments } = openProject(filesOf({ [PATH]: text })).report(PATH);
  return deployments.flatMap((one) => (one.is === "image" ? one.judgement.verdict : []));
}

it.each(["vars.TAG", "secrets.TAG", "inputs.tag", "needs.build.outputs.tag", "steps.version.outputs.tag"])(
  "settles %s wherever the job writes it",
  (reference) => {
    const image = `ghcr.io/acme/app:\${{ ${reference} }}`;
    expect(verdicts([], [image])).toEqual(["undecided"]);
    expect(verdicts([image], [image])).toEqual(["immutable"]);
  },
);

it("settles each of several images, one per line", () => {
  const images = ["acme/app:${{ vars.APP }}", "acme/web:${{ vars.WEB }}"];
  expect(verdicts(images, images)).toEqual(["immutable", "immutable"]);
});

it("settles no other image, and none that is known to change", () => {
  const guarded = ["acme/app:${{ vars.TAG }}", "acme/app:latest"];
  expect(verdicts(guarded, ["acme/app:${{ vars.OTHER }}", "acme/web:${{ vars.TAG }}", "acme/app:latest"])).toEqual([
    "undecided",
    "undecided",
    "mutable",
  ]);
});

const OPEN = "acme/app:${{ vars.TAG }}";

/** The verdict on a deploy of an open image behind a guard, with further keys of the two steps. */
function behind(guard: string, deploy: string): string | undefined {
  const text = `on: push
jobs:
  deploy:
    runs-on: self-hosted
    steps:
      - { uses: acme/actions/immutable-tag-validator@v1, with: { images: "${OPEN}" }${guard} }
      - { run: "docker run -d ${OPEN}"${deploy} }
`;
  const [one] = openProject(filesOf({ [PATH]: text })).report(PATH).deployments;
  return one?.is === "image" ? one.judgement.verdict : undefined;
}

it.each([
  ["", "", "immutable"],
  ["", ", if: github.actor != 'x'", "immutable"],
  [", if: github.actor != 'x'", ", if: github.actor != 'x'", "immutable"],
  [", continue-on-error: false", "", "immutable"],
  [", if: github.actor != 'x'", "", "undecided"],
  [", if: github.actor != 'x'", ", if: github.actor != 'y'", "undecided"],
  [", continue-on-error: true", "", "undecided"],
  [', continue-on-error: "${{ inputs.x }}"', "", "undecided"],
  ["", ", if: always()", "undecided"],
  ["", ", if: success() || failure()", "undecided"],
  ["", ", if: '!cancelled()'", "undecided"],
])("a guard with «%s» before a deploy with «%s» leaves it %s", (guard, deploy, verdict) => {
  expect(behind(guard, deploy)).toBe(verdict);
});
