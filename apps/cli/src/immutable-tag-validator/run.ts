// `check`: checks every repository that the paths mean, fixes where that was asked for, and writes one report over all of them.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { type Checked, check, today, writeFixes } from "@deploy-actions/check";
import { type Release, releaseOf } from "@deploy-actions/check/release";
import { placeText } from "@deploy-actions/policy";
import type { SourceProblem } from "@deploy-actions/workflow";
import type { Part } from "./combine.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import type { CheckOptions } from "./options.ts";
import { ownerOf } from "./owner.ts";
import { reportOn } from "./report.ts";
import { type Target, targetsOf } from "./targets.ts";

/** What of a process a run looks at and writes to. */
export type World = Pick<NodeJS.Process, "argv" | "cwd" | "env" | "stdout" | "stderr">;

export async function runCheck(options: CheckOptions, world: World): Promise<ExitCode> {
  const { stdout, stderr } = world;
  const cwd = world.cwd();
  const found = await targetsOf(cwd, options.paths);
  if ("missing" in found) return refused([found.missing], world);
  const release = releaseOf(world.argv[1] ?? "");
  const parts: Part[] = [];
  const problems: SourceProblem[] = [];
  for (const target of found.targets) {
    const checked = await checkTarget(target, options, release, world);
    const prefix = startsAtCwd(options, found.targets) ? prefixOf(cwd, target.root) : "";
    if (checked.ok) parts.push({ prefix, ...checked });
    else problems.push(...checked.problems.map((one) => ({ ...one, path: prefix + one.path })));
  }
  if (problems.length > 0)
    return refused(
      problems.map((one) => `${placeText(one)} ${one.message}`),
      world,
    );
  const { format, output } = options;
  const color = options.color === "auto" ? output === undefined && wantsColor(world) : options.color === "always";
  const report = reportOn(parts, { format, color, release });
  if (output === undefined) stdout.write(report);
  else {
    mkdirSync(dirname(resolve(cwd, output)), { recursive: true });
    writeFileSync(resolve(cwd, output), report);
    stderr.write(`The report is in ${output}.\n`);
  }
  return parts.some(({ result }) => result.tally.errors > 0) ? EXIT.findings : EXIT.clean;
}

/** Checks a repository; after fixes were written, what is then there. */
async function checkTarget(
  { root, workflows }: Target,
  options: CheckOptions,
  { repository: publishedAs }: Release,
  { env, stderr }: World,
): Promise<Checked> {
  const owner = env.GITHUB_REPOSITORY_OWNER || ownerOf(root);
  const ownOwners = [...options.settings.ownOwners, ...(owner === undefined ? [] : [owner])];
  const request = { root, workflows, settings: { ...options.settings, ownOwners }, today: today(), publishedAs };
  const checked = await check(request);
  if (!options.fix || !checked.ok) return checked;
  const written = writeFixes(root, checked.result, checked.text);
  for (const path of written) stderr.write(`Fixed ${path}.\n`);
  return written.length === 0 ? checked : check(request);
}

/** Paths for people, and those of several repositories, start where the command was given; others at the repository's root. */
function startsAtCwd({ format }: CheckOptions, targets: readonly Target[]): boolean {
  return format === "text" || targets.length > 1;
}

function prefixOf(cwd: string, root: string): string {
  const path = relative(cwd, root).replaceAll("\\", "/");
  return path === "" ? "" : `${path}/`;
}

/** https://no-color.org, and what Node and CI systems understand. */
function wantsColor({ env, stdout }: World): boolean {
  if (env.NO_COLOR) return false;
  return env.FORCE_COLOR ? env.FORCE_COLOR !== "0" : stdout.isTTY && env.TERM !== "dumb";
}

function refused(lines: readonly string[], { stderr }: World): ExitCode {
  stderr.write(`${lines.join("\n")}\nNothing was checked.\n`);
  return EXIT.usage;
}
