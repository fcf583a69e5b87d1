// Executes a plan, one kind after another, and rechecks each object right before its removal. An error with one object does not stop the others,
// and a timeout stops cleanly.
import type { Log } from "@deploy-actions/contract";
import type { Target } from "@deploy-actions/target";
import { RuntimeError } from "../error.ts";
import { inParallel } from "./in-parallel.ts";
import type { LabelRule } from "./labels.ts";
import type { EngineObject } from "./objects.ts";
import { type KeptObject, ORDER, type Plan, type User, uses } from "./plan.ts";
import { currentUsers, recheck } from "./recheck.ts";
import { remove } from "./remove.ts";

export type FailedObject = { readonly object: EngineObject; readonly why: string };

export type CleanupResult = {
  /** Objects that this run removed, without those that were already gone. */
  readonly removed: readonly EngineObject[];
  /** Objects that the plan kept, and those that turned out to be in use. */
  readonly kept: readonly KeptObject[];
  readonly failed: readonly FailedObject[];
  /** Objects that were not processed because of a timeout or a lost engine. */
  readonly notReached: readonly FailedObject[];
};

type Execution = {
  readonly target: Target;
  readonly plan: Plan;
  readonly rule: LabelRule;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly leaving: Set<string>;
  readonly removed: EngineObject[];
  readonly kept: KeptObject[];
  readonly failed: FailedObject[];
  readonly notReached: FailedObject[];
};

/** Limit for one command on one object, so that a hanging one does not use up the time for the others. */
const OBJECT_TIMEOUT_MS = 90_000;

/** Objects removed between two queries of what is in use: small enough to notice changes, large enough to avoid constant queries. */
const BATCH_SIZE = 25;

/** Never throws: failures are in the result. After `signal` fires, the remaining objects are in `notReached`. */
export async function executePlan(
  target: Target,
  plan: Plan,
  rule: LabelRule,
  signal: AbortSignal,
  log: Log,
): Promise<CleanupResult> {
  const leaving = new Set(plan.remove.filter(({ kind }) => kind === "container").map(({ id }) => id));
  const execution: Execution = {
    target,
    plan,
    rule,
    signal,
    log,
    leaving,
    removed: [],
    kept: [...plan.kept],
    failed: [],
    notReached: [],
  };
  for (const kind of ORDER) {
    await removeInOrder(
      execution,
      plan.remove.filter((object) => object.kind === kind),
    );
    // A container that still exists after its turn counts as a user again.
    leaving.clear();
  }
  const { removed, kept, failed, notReached } = execution;
  return { removed, kept, failed, notReached };
}

/** Removes users before the objects of the same kind that they use: containers that share their network, base images. */
async function removeInOrder(execution: Execution, objects: readonly EngineObject[]): Promise<void> {
  const isUsed = (object: EngineObject): boolean =>
    objects.some((other) => "uses" in other && other !== object && uses(other, object));
  const free = objects.filter((object) => !isUsed(object));
  const first = free.length === 0 ? objects : free;
  for (let at = 0; at < first.length; at += BATCH_SIZE) await removeBatch(execution, first.slice(at, at + BATCH_SIZE));
  const rest = objects.filter((object) => !first.includes(object));
  if (rest.length > 0) await removeInOrder(execution, rest);
}

async function removeBatch(execution: Execution, objects: readonly EngineObject[]): Promise<void> {
  const { target, plan, signal, leaving } = execution;
  const [first] = objects;
  if (first === undefined) return;
  try {
    const users = await currentUsers(target, first.kind, plan, { signal });
    const staying = users.filter(({ id }) => !leaving.has(id));
    await inParallel(objects, (object) => removeOne(execution, object, staying));
  } catch (error) {
    for (const object of objects) recordError(execution, object, error);
  }
}

async function removeOne(execution: Execution, planned: EngineObject, staying: readonly User[]): Promise<void> {
  const { target, rule, signal, log } = execution;
  const options = { signal, timeoutMs: OBJECT_TIMEOUT_MS };
  try {
    const now = await recheck(target, planned, rule, staying, options);
    if (now.state === "gone") return log.info(`${displayName(planned)} no longer exists`);
    if (now.state === "keep") return keep(execution, now.kept);
    const removal = await remove(target, now.object, options);
    switch (removal.outcome) {
      case "removed":
        execution.removed.push(planned);
        return log.info(`removed ${displayName(planned)}`);
      case "gone":
        return log.info(`${displayName(planned)} is already being removed by another process`);
      case "in-use":
        return keep(execution, { object: planned, reason: "in-use", why: `the engine reports: ${removal.message}` });
      case "failed":
        return fail(execution, planned, removal.message);
    }
  } catch (error) {
    recordError(execution, planned, error);
  }
}

function recordError(execution: Execution, object: EngineObject, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  if (execution.signal.aborted || isEngineLost(error)) execution.notReached.push({ object, why });
  else fail(execution, object, why);
}

function isEngineLost(error: unknown): boolean {
  return error instanceof RuntimeError && (error.reason === "no-engine" || error.reason === "no-docker");
}

function keep(execution: Execution, kept: KeptObject): void {
  // The object stays, so what it uses stays too.
  execution.leaving.delete(kept.object.id);
  execution.kept.push(kept);
  execution.log.info(`kept ${displayName(kept.object)}: ${kept.why}`);
}

function fail(execution: Execution, object: EngineObject, why: string): void {
  execution.leaving.delete(object.id);
  execution.failed.push({ object, why });
  execution.log.warning(`${displayName(object)} could not be removed: ${why}`);
}

/** The object's name in messages. */
export function displayName({ kind, name, id }: EngineObject): string {
  return name === id ? `${kind} ${id.replace(/^sha256:/, "").slice(0, 12)}` : `${kind} ${name}`;
}
