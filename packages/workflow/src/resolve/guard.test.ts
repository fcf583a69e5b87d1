// The run-time guard, the same action with `images:`, as the check of the files sees it.
import { expect, it } from "vitest";
import { filesOf } from "../../test/files.ts";
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

it("settles each of several images, one a line", () => {
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
