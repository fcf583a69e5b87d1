// Runs the check as an action step: writes or shows fixes, reports findings as annotations, job summary and files, and sets the result.
import { resolve } from "node:path";
import type { Context, InputsOf, MainResult, Report } from "@deploy-actions/action";
import { baseFor, check, patchText, type Settings, today, writeFixes } from "@deploy-actions/check";
import { type Release, releaseOf } from "@deploy-actions/check/release";
import { type CheckResult, jsonReport, locationText, sarifLog, verdictLine } from "@deploy-actions/policy";
import { outputRoots, writeOutputFile } from "@deploy-actions/untrusted/file";
import type { SourceProblem } from "@deploy-actions/workflow";
import type { definition } from "./definition.ts";
import { showFindings, showPatch, showProblems, writeSummary } from "./present.ts";
import { sourceLink } from "./source-link.ts";

type D = typeof definition;
type Inputs = InputsOf<D>;

/** `workflows` are paths relative to the workspace. */
export async function checkWorkspace(
  workspace: string,
  workflows: readonly string[],
  { inputs, report, signal, environment, done, failed }: Context<D>,
): Promise<MainResult<D>> {
  const release = releaseOf(process.argv[1] ?? "");
  const base = await baseFor(workspace, inputs["policy-from"], environment, signal);
  const request = {
    root: workspace,
    workflows,
    settings: settingsOf(inputs, environment),
    today: today(),
    publishedAs: release.repository,
    ...(base === undefined ? {} : { base }),
  };
  let checked = await check(request, signal);
  const written = inputs.fix && checked.ok ? writeFixes(workspace, checked.result, checked.text) : [];
  for (const path of written) report.log.info(`Fixed ${path}.`);
  if (written.length > 0) checked = await check(request, signal);
  if (!checked.ok) {
    showProblems(checked.problems, report);
    return failed(misconfigured(checked.problems));
  }
  const { result, text } = checked;
  showFindings(result, report);
  writeSummary(result, report.summary, sourceLink(environment));
  await showPatch(patchText(result, text), report);
  writeReports(result, release, outputRoots({ ...environment, GITHUB_WORKSPACE: workspace }), inputs, report);
  const { errors, warnings, undecided, unread, unreadable, suppressed } = result.tally;
  const outputs = {
    errors,
    warnings,
    undecided,
    unread,
    unreadable,
    suppressed,
    "sarif-file": inputs["sarif-file"] ?? "",
  };
  return errors === 0 ? done(outputs, verdictLine(result)) : failed(refused(result, written), outputs);
}

function settingsOf(inputs: Inputs, { GITHUB_REPOSITORY_OWNER: owner }: NodeJS.ProcessEnv): Settings {
  return {
    strict: inputs.strict,
    actions: inputs.actions,
    ownOwners: [...inputs["own-owners"], ...(owner ? [owner] : [])],
    deployJobs: inputs["deploy-jobs"],
    buildJobs: inputs["build-jobs"],
    ...(inputs.config === undefined ? {} : { config: inputs.config }),
  };
}

/** `roots`: the folders that a report may be in, the workspace first. */
function writeReports(
  result: CheckResult,
  release: Release,
  roots: readonly [string, ...string[]],
  inputs: Inputs,
  { log }: Report,
): void {
  const write = (input: string, file: string, value: unknown) => {
    writeOutputFile(input, resolve(roots[0], file), `${JSON.stringify(value, null, 2)}\n`, roots);
    log.info(`Wrote ${file}`);
  };
  const { "sarif-file": sarifFile, "json-file": jsonFile } = inputs;
  // Code scanning would open alerts for suppressed findings.
  if (sarifFile !== undefined) write("sarif-file", sarifFile, sarifLog(result, { ...release, suppressed: "left-out" }));
  if (jsonFile !== undefined) write("json-file", jsonFile, jsonReport(result, release.version));
}

function misconfigured(problems: readonly SourceProblem[]) {
  return {
    happened: problems.map((one) => `${locationText(one)}: ${one.message}`).join("\n"),
    state: "No workflow was checked.",
    next: "Correct the configuration at these positions and push again.",
  };
}

function refused(result: CheckResult, written: readonly string[]) {
  const first = result.findings.find(({ severity, suppressed }) => severity === "error" && suppressed === undefined);
  const where = first === undefined ? "" : ` The first error is at ${locationText(first)}: ${first.message}`;
  return {
    happened: `${verdictLine(result)}.${where}`,
    state:
      written.length === 0 ? UNCHANGED : `Nothing was deployed. Fixed files in the workspace: ${written.join(", ")}.`,
    next: "Correct the lines listed in the annotations and the job summary, and push again.",
  };
}

const UNCHANGED = "This step only reads: nothing was deployed or changed.";
