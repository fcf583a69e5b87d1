// The `check` command: checks all selected repositories, applies fixes if requested, and writes one report.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { type Base, baseAt, baseFor, type CheckOutcome, check, today, writeFixes } from "@deploy-actions/check";
import { type Release, releaseOf } from "@deploy-actions/check/release";
import { locationText } from "@deploy-actions/policy";
import type { SourceProblem } from "@deploy-actions/workflow";
import { EXIT, type ExitCode } from "./exit.ts";
import type { RepositoryResult } from "./merge-results.ts";
import type { CheckOptions } from "./options.ts";
import { remoteOwner } from "./owner.ts";
import { print, printJson } from "./print.ts";
import { renderReport } from "./report.ts";
import { findTargets, type Target } from "./targets.ts";

/** The parts of `process` that a run uses. */
export type ProcessIo = Pick<NodeJS.Process, "argv" | "cwd" | "env" | "stdout" | "stderr">;

export async function runCheck(options: CheckOptions, io: ProcessIo): Promise<ExitCode> {
  const { stdout, stderr } = io;
  const cwd = io.cwd();
  const found = await findTargets(cwd, options.paths);
  if ("missing" in found) return refused([found.missing], io);
  const release = releaseOf(io.argv[1] ?? "");
  const parts: RepositoryResult[] = [];
  const problems: SourceProblem[] = [];
  for (const target of found.targets) {
    const checked = await checkTarget(target, options, release, io);
    const prefix = startsAtCwd(options, found.targets) ? prefixOf(cwd, target.root) : "";
    if (checked.ok) parts.push({ prefix, ...checked });
    else problems.push(...checked.problems.map((one) => ({ ...one, path: prefix + one.path })));
  }
  if (problems.length > 0)
    return refused(
      problems.map((one) => `${locationText(one)} ${one.message}`),
      io,
    );
  const { format, output } = options;
  const color = options.color === "auto" ? output === undefined && wantsColor(io) : options.color === "always";
  const report = renderReport(parts, { format, color, release });
  if (output === undefined) (format === "text" ? print : printJson)(stdout, report);
  else {
    mkdirSync(dirname(resolve(cwd, output)), { recursive: true });
    writeFileSync(resolve(cwd, output), report);
    print(stderr, `Report written to ${output}.\n`);
  }
  return parts.some(({ result }) => result.tally.errors > 0) ? EXIT.findings : EXIT.clean;
}

/** Checks one repository; if fixes were written, checks it again. */
async function checkTarget(
  { root, workflows }: Target,
  options: CheckOptions,
  { repository: publishedAs }: Release,
  { env, stderr }: ProcessIo,
): Promise<CheckOutcome> {
  const owner = env.GITHUB_REPOSITORY_OWNER || remoteOwner(root);
  const ownOwners = [...options.settings.ownOwners, ...(owner === undefined ? [] : [owner])];
  const base = await baseOf(root, options.policyFrom, env);
  const request = {
    root,
    workflows,
    settings: { ...options.settings, ownOwners },
    today: today(),
    publishedAs,
    ...(base === undefined ? {} : { base }),
  };
  const checked = await check(request);
  if (!options.fix || !checked.ok) return checked;
  const written = writeFixes(root, checked.result, checked.text);
  for (const path of written) print(stderr, `Fixed ${path}.\n`);
  return written.length === 0 ? checked : check(request);
}

function baseOf(root: string, from: string, env: NodeJS.ProcessEnv): Promise<Base | undefined> {
  return from === "head" || from === "base" ? baseFor(root, from, env) : baseAt(root, from, true);
}

/**
 * Paths are relative to the working directory in text reports and if there are several repositories, and otherwise to the repository root.
 */
function startsAtCwd({ format }: CheckOptions, targets: readonly Target[]): boolean {
  return format === "text" || targets.length > 1;
}

function prefixOf(cwd: string, root: string): string {
  const path = relative(cwd, root).replaceAll("\\", "/");
  return path === "" ? "" : `${path}/`;
}

/** https://no-color.org, plus the variables that Node and CI systems use. */
function wantsColor({ env, stdout }: ProcessIo): boolean {
  if (env.NO_COLOR) return false;
  return env.FORCE_COLOR ? env.FORCE_COLOR !== "0" : stdout.isTTY && env.TERM !== "dumb";
}

function refused(lines: readonly string[], { stderr }: ProcessIo): ExitCode {
  print(stderr, `${lines.join("\n")}\nNothing was checked.\n`);
  return EXIT.usage;
}
