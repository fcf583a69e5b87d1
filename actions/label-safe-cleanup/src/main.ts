// Cleans up by the rule from the inputs and reports the result. A cleanup must not fail a job: only invalid inputs do, everything else is a
// warning.
import type { InputsOf, Main } from "@deploy-actions/action";
import { type Log, ProblemError } from "@deploy-actions/contract";
import * as cleanup from "@deploy-actions/runtime/cleanup";
import { localTarget, type Target } from "@deploy-actions/target";
import type { definition } from "./definition.ts";
import {
  lastLine,
  outputsOf,
  present,
  presentNothingDone,
  warnOfInherited,
  warnOfLedger,
  warnOfLeft,
} from "./present.ts";

const NOTHING: cleanup.CleanupResult = { removed: [], kept: [], failed: [], notReached: [] };

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done }) => {
  const rule = cleanup.labelRule(inputs["match-labels"], inputs["protect-labels"]);
  const { kinds, "dry-run": dryRun } = inputs;
  const { log } = report;
  const target = localTarget();
  const stop = AbortSignal.any([signal, AbortSignal.timeout(inputs["timeout-seconds"] * 1000)]);
  try {
    const seen = await cleanup.readInventory(target, kinds, rule, { signal: stop });
    // Read after the inventory, so that a release stored in the meantime is included.
    const keep = kinds.includes("image") ? await imagesToKeep(target, inputs, environment) : { named: [] };
    const plan = cleanup.plan(seen, rule, kinds, keep);
    for (const { object, why } of plan.kept) log.info(`kept ${cleanup.displayName(object)}: ${why}`);
    warnOfLedger(keep, log);
    warnOfInherited(plan.kept, log);
    const execute = () => cleanup.executePlan(target, plan, rule, stop, log);
    const { cleaned, bytes } = dryRun ? dryRunResult(plan, log) : await cleanAndMeasure(target, plan, stop, execute);
    warnOfLeft(cleaned.notReached, log);
    present(cleaned, bytes, dryRun, report.summary);
    return done(outputsOf(cleaned, bytes), lastLine(cleaned, bytes, dryRun));
  } catch (error) {
    log.warning(`Nothing was cleaned up. ${describeError(error)}`);
    presentNothingDone(describeError(error), report.summary);
    return done(outputsOf(NOTHING, 0), "Nothing was cleaned up; see the warning.");
  }
};

/** The images of the releases and those from the input. The code that reads ledgers is loaded only when images are to be removed. */
async function imagesToKeep(
  target: Target,
  inputs: InputsOf<typeof definition>,
  environment: Readonly<NodeJS.ProcessEnv>,
): Promise<cleanup.KeepImages> {
  const { releaseImages } = await import("./release-images.ts");
  const { named, ...unknown } = await releaseImages(target, inputs["state-dir"], environment);
  const configured = inputs["keep-images"].map((name) => ({ name, why: `keep-images contains ${name}` }));
  return { named: [...configured, ...named], ...unknown };
}

type CleanupResult = { readonly cleaned: cleanup.CleanupResult; readonly bytes: number | undefined };

function dryRunResult({ remove, kept }: cleanup.Plan, log: Log): CleanupResult {
  for (const object of remove) log.info(`would remove ${cleanup.displayName(object)}`);
  return { cleaned: { ...NOTHING, removed: remove, kept }, bytes: 0 };
}

/** Other jobs on the same engine change the disk usage too, so a negative difference counts as 0. */
async function cleanAndMeasure(
  target: Target,
  plan: cleanup.Plan,
  signal: AbortSignal,
  carryOut: () => Promise<cleanup.CleanupResult>,
): Promise<CleanupResult> {
  if (plan.remove.length === 0) return { cleaned: await carryOut(), bytes: 0 };
  const before = await diskUse(target, signal);
  const cleaned = await carryOut();
  const after = before === undefined ? undefined : await diskUse(target, signal);
  return { cleaned, bytes: before === undefined || after === undefined ? undefined : Math.max(0, before - after) };
}

/** Measuring can be slow because the engine reads every volume; it is limited, and an error is ignored. */
const MEASURE_TIMEOUT_MS = 20_000;

function diskUse(target: Target, signal: AbortSignal): Promise<number | undefined> {
  return cleanup.diskUse(target, { signal, timeoutMs: MEASURE_TIMEOUT_MS }).catch(() => undefined);
}

/** What happened and, if known, what to do. */
function describeError(error: unknown): string {
  if (error instanceof ProblemError) return `${error.message} ${error.next}`;
  return error instanceof Error ? error.message : String(error);
}
