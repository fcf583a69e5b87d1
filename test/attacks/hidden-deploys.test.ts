// Deploys of an image that can change, written so that the validator should not see them. Each is checked alone and beside an honest deploy,
// which must not hide it. It must be found or said to be not understood; with `strict` that is an error.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { check, type Settings } from "../../packages/check/src/index.ts";
import type { CheckResult } from "../../packages/policy/src/index.ts";
import { project } from "../../scripts/actions.ts";
import {
  AMBIGUOUS_WORKFLOWS,
  HIDDEN_IN_SCRIPTS,
  HIDDEN_IN_STEPS,
  HIDDEN_IN_WORKFLOWS,
  type Hidden,
} from "./hidden-deploys.ts";

const WORKFLOW = ".github/workflows/deploy.yml";
const HONEST = `      - run: docker run -d "ghcr.io/acme/other@sha256:${"a".repeat(64)}"\n`;

type Seen = CheckResult["tally"];

async function checked(workflow: string, files: Hidden["files"], strict: boolean): Promise<Seen> {
  const root = mkdtempSync(join(tmpdir(), "hidden-"));
  try {
    for (const [path, text] of Object.entries({ ...files, [WORKFLOW]: workflow })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const settings: Settings = {
      strict,
      actions: "off",
      ownOwners: ["acme"],
      deployJobs: [],
      buildJobs: [],
    };
    const request = { root, workflows: [WORKFLOW], settings, today: "2026-01-01", publishedAs: project().repository };
    const outcome = await check(request);
    if (!outcome.ok) throw new Error("the configuration is wrong");
    return outcome.result.tally;
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** What must be said of the workflow, with and without the honest deploy. */
async function mustBeSeen(workflow: (beside: string) => string, files: Hidden["files"]): Promise<void> {
  for (const beside of ["", HONEST]) {
    const where = beside === "" ? "alone" : "beside an honest deploy";
    const strictly = await checked(workflow(beside), files, true);
    expect(strictly.errors, `errors with strict, ${where}`).toBeGreaterThan(0);
    const { errors, warnings, unread, unknown } = await checked(workflow(beside), files, false);
    expect(
      errors + warnings + unread + unknown,
      `findings, or commands said to be not understood, ${where}`,
    ).toBeGreaterThan(0);
  }
}

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(by));
}

function jobOf(steps: string): (beside: string) => string {
  const head = "on: push\njobs:\n  deploy:\n    runs-on: [self-hosted, production]\n    steps:\n";
  return (beside) => `${head}${beside}${indented(steps, 6)}\n`;
}

describe("a pull request", () => {
  it.each(HIDDEN_IN_SCRIPTS)("hides a deploy from the validator: $title", ({ code, files }) =>
    mustBeSeen(jobOf(`- run: |\n${indented(code, 4)}`), files),
  );

  it.each(HIDDEN_IN_STEPS)("hides a deploy from the validator: $title", ({ code, files }) =>
    mustBeSeen(jobOf(code), files),
  );

  it.each(HIDDEN_IN_WORKFLOWS)("hides a deploy from the validator: $title", ({ code, files }) =>
    mustBeSeen((beside) => code.replace("      # beside\n", beside), files),
  );

  it.each(AMBIGUOUS_WORKFLOWS)("hides a deploy where servers differ: $title", async ({ code, files }) => {
    const { errors, warnings } = await checked(code, files, true);
    expect(errors + warnings).toBeGreaterThan(0);
  });
});
