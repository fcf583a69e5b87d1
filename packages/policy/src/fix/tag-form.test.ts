import { expect, it } from "vitest";
import type { Jobs } from "./jobs.ts";
import { tagForms } from "./tag-form.ts";

const jobs: Jobs = {
  before: () => new Set(["build"]),
  outputReference: (_, __, expression) => (expression.includes("meta") ? "${{ needs.build.outputs.tag }}" : undefined),
};

it.each([
  ["${{ github.sha }}", ["${{ github.sha }}"]],
  ["sha-$GITHUB_SHA", ["sha-$GITHUB_SHA", "sha-${{ github.sha }}"]],
  ["${GITHUB_SHA}", ["${GITHUB_SHA}", "${{ github.sha }}"]],
  ["${{ env.GITHUB_SHA }}", ["${{ env.GITHUB_SHA }}", "${{ github.sha }}"]],
  ["$GITHUB_SHAPE", ["$GITHUB_SHAPE"]],
  ["${GITHUB_SHA::7}", ["${GITHUB_SHA::7}"]],
  ["v-${{ steps.meta.outputs.tag }}", ["v-${{ steps.meta.outputs.tag }}", "v-${{ needs.build.outputs.tag }}"]],
  ["$(git rev-parse HEAD)", []],
  ["`date`", []],
  ["${TAG:-latest}", []],
  ["${{ format('v{0}', github.sha) }}", []],
  ['$TAG"; rm', []],
  [`${"$a".repeat(2000)}!`, []],
  [`$${"a".repeat(100_000)}!`, []],
])("writes %s in every way that can be moved", (written, forms) => {
  expect(tagForms(written, "build", "deploy", jobs)).toEqual(forms);
});
