import { describe, expect, it } from "vitest";
import { referenceWorkflows } from "./reference-workflows.ts";

describe("published as acme/actions", () => {
  const isReference = referenceWorkflows("acme/actions");
  it.each([
    "acme/actions/.github/workflows/deploy.yml@v1",
    "acme/actions/.github/workflows/deploy.yml@0123456789abcdef0123456789abcdef01234567",
    "Acme/Actions/.github/workflows/rollback-portable.yml@v1.2.3",
  ])("%s is one", (uses) => expect(isReference(uses)).toBe(true));

  it.each([
    "other/actions/.github/workflows/deploy.yml@v1",
    "acme/ci/.github/workflows/deploy.yml@v1",
    "acme/actions-evil/.github/workflows/deploy.yml@v1",
    "x/acme/actions/.github/workflows/deploy.yml@v1",
    "acme/actions/.github/workflows/DEPLOY.yml@v1",
    "acme/actions/.github/workflows/ci.yml@v1",
    "acme/actions/.github/workflows/deploy.yml",
    "acme/actions/deploy@v1",
    "./.github/workflows/deploy.yml",
  ])("%s is none", (uses) => expect(isReference(uses)).toBe(false));
});

it("published nowhere, there is none", () => {
  expect(referenceWorkflows(undefined)("acme/actions/.github/workflows/deploy.yml@v1")).toBe(false);
});
