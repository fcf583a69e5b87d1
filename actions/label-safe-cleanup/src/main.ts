// Turns inputs into a rule, lets the runtime look, plan and carry out, and says how it went. A cleanup must not turn a job red: only inputs
// that make no sense do, everything else is a warning.
import type { InputsOf, Main } from "@deploy-actions/action";
import { type Log, ProblemError } from "@deploy-actions/contract";
import * as cleanup from "@deploy-actions/runtime/cleanup";
import { localTarget, type Target } from "@deploy-actions/target";
import type { definition } from "./definition.ts";
import { lastLine, outputsOf, present, presentNothing, warnOfInherited, warnOfLedger, warnOfLeft } from "./present.ts";

const NOTHING: cleanup.Cleaned = { removed: [], kept: [], failed: [], left: [] };

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done }) => {
  const rule = cleanup.labelRule(inputs["match-labels"], inputs["protect-labels"]);
  const { kinds, "dry-run": dryRun } = inputs;
  const { log } = report;
  const target = localTarget();
  const stop = AbortSignal.any([signal, AbortSignal.timeout(inputs["timeout-seconds"] * 1000)]);
  try {
    const seen = await cleanup.look(target, kinds, rule, { signal: stop });
    // Read after the look: a release that was kept meanwhile still counts.
    const keep = kinds.includes("image") ? await imagesToKeep(target, inputs, environment) : { named: [] };
    const plan = cleanup.plan(seen, rule, kinds, keep);
    for (const { object, why } of plan.kept) log.info(`kept ${cleanup.called(object)}: ${why}`);
    warnOfLedger(keep, log);
    warnOfInherited(plan.kept, log);
    const carry = () => cleanup.carryOut(target, plan, rule, stop, log);
    const { cleaned, bytes } = dryRun ? wouldBe(plan, log) : await measured(target, plan, stop, carry);
    warnOfLeft(cleaned.left, log);
    present(cleaned, bytes, dryRun, report.summary);
    return done(outputsOf(cleaned, bytes), lastLine(cleaned, bytes, dryRun));
  } catch (error) {
    log.warning(`Nothing was cleaned up. ${sentences(error)}`);
    presentNothing(sentences(error), report.summary);
    return done(outputsOf(NOTHING, 0), "Nothing was cleaned up; the warning says why.");
  }
};

/** What the ledgers name, and what the input does. Reading ledgers is not worth loading where no image is to go. */
async function imagesToKeep(
  target: Target,
  inputs: InputsOf<typeof definition>,
  environment: Readonly<NodeJS.ProcessEnv>,
): Promise<cleanup.KeepImages> {
  const { imagesOfReleases } = await import("./release-images.ts");
  const { named, ...unknown } = await imagesOfReleases(target, inputs["state-dir"], environment);
  const listed = inputs["keep-images"].map((name) => ({ name, why: `keep-images names ${name}` }));
  return { named: [...listed, ...named], ...unknown };
}

type Run = { readonly cleaned: cleanup.Cleaned; readonly bytes: number | undefined };

function wouldBe({ remove, kept }: cleanup.Plan, log: Log): Run {
  for (const object of remove) log.info(`would remove ${cleanup.called(object)}`);
  return { cleaned: { ...NOTHING, removed: remove, kept }, bytes: 0 };
}

/** Other jobs on the same engine move the number too; it is never below nothing. */
async function measured(
  target: Target,
  plan: cleanup.Plan,
  signal: AbortSignal,
  carry: () => Promise<cleanup.Cleaned>,
): Promise<Run> {
  if (plan.remove.length === 0) return { cleaned: await carry(), bytes: 0 };
  const before = await diskUse(target, signal);
  const cleaned = await carry();
  const after = before === undefined ? undefined : await diskUse(target, signal);
  return { cleaned, bytes: before === undefined || after === undefined ? undefined : Math.max(0, before - after) };
}

/** The engine walks through every volume to measure it: not worth more than this, and never worth an error. */
const MEASURING_MS = 20_000;

function diskUse(target: Target, signal: AbortSignal): Promise<number | undefined> {
  return cleanup.diskUse(target, { signal, timeoutMs: MEASURING_MS }).catch(() => undefined);
}

/** What happened and what to do, for errors that say it. */
function sentences(error: unknown): string {
  if (error instanceof ProblemError) return `${error.message} ${error.next}`;
  return error instanceof Error ? error.message : String(error);
}
