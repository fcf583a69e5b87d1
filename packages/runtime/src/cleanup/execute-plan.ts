// Carries a plan out: kind after kind, a few objects at a time, each looked at again right before it goes. Never gives up on the whole
// because of one object, and stops in good order when its time is up.
import type { Log } from "@deploy-actions/contract";
import type { Target } from "@deploy-actions/target";
import { RuntimeError } from "../error.ts";
import { inParallel } from "./in-parallel.ts";
import type { LabelRule } from "./labels.ts";
import type { EngineObject } from "./objects.ts";
import { type Kept, ORDER, type Plan, type User, uses } from "./plan.ts";
import { lookAgain, usersNow } from "./recheck.ts";
import { remove } from "./remove.ts";

export type Failure = { readonly object: EngineObject; readonly why: string };

export type Cleaned = {
  /** What this run removed; what had gone by itself is not counted. */
  readonly removed: readonly EngineObject[];
  /** What the plan kept, and what turned out to be needed on the way. */
  readonly kept: readonly Kept[];
  readonly failed: readonly Failure[];
  /** What the time, or the engine, did not last for. */
  readonly left: readonly Failure[];
};

type Carrying = {
  readonly target: Target;
  readonly plan: Plan;
  readonly rule: LabelRule;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly leaving: Set<string>;
  readonly removed: EngineObject[];
  readonly kept: Kept[];
  readonly failed: Failure[];
  readonly left: Failure[];
};

/** Milliseconds for one command about one object: one that hangs must not take the time of all others. */
const LONGEST_FOR_ONE = 90_000;

/** So many objects go between two looks at who uses things: few enough to see what changes, many enough not to look all the time. */
const BETWEEN_LOOKS = 25;

/** Never throws: what could not be removed is in the result. `signal` ends it, the rest is then in `left`. */
export async function carryOut(
  target: Target,
  plan: Plan,
  rule: LabelRule,
  signal: AbortSignal,
  log: Log,
): Promise<Cleaned> {
  const leaving = new Set(plan.remove.filter(({ kind }) => kind === "container").map(({ id }) => id));
  const carrying: Carrying = {
    target,
    plan,
    rule,
    signal,
    log,
    leaving,
    removed: [],
    kept: [...plan.kept],
    failed: [],
    left: [],
  };
  for (const kind of ORDER) {
    await pass(
      carrying,
      plan.remove.filter((object) => object.kind === kind),
    );
    // A container that is still there now uses what it uses, whatever the plan was.
    leaving.clear();
  }
  const { removed, kept, failed, left } = carrying;
  return { removed, kept, failed, left };
}

/** What others of the same kind use goes after them: containers that lend their network, images that were built on. */
async function pass(carrying: Carrying, objects: readonly EngineObject[]): Promise<void> {
  const isUsed = (object: EngineObject): boolean =>
    objects.some((other) => "uses" in other && other !== object && uses(other, object));
  const free = objects.filter((object) => !isUsed(object));
  const first = free.length === 0 ? objects : free;
  for (let at = 0; at < first.length; at += BETWEEN_LOOKS) await some(carrying, first.slice(at, at + BETWEEN_LOOKS));
  const rest = objects.filter((object) => !first.includes(object));
  if (rest.length > 0) await pass(carrying, rest);
}

async function some(carrying: Carrying, objects: readonly EngineObject[]): Promise<void> {
  const { target, plan, signal, leaving } = carrying;
  const [first] = objects;
  if (first === undefined) return;
  try {
    const users = await usersNow(target, first.kind, plan, { signal });
    const staying = users.filter(({ id }) => !leaving.has(id));
    await inParallel(objects, (object) => one(carrying, object, staying));
  } catch (error) {
    for (const object of objects) fell(carrying, object, error);
  }
}

async function one(carrying: Carrying, planned: EngineObject, staying: readonly User[]): Promise<void> {
  const { target, rule, signal, log } = carrying;
  const options = { signal, timeoutMs: LONGEST_FOR_ONE };
  try {
    const now = await lookAgain(target, planned, rule, staying, options);
    if (now.state === "gone") return log.info(`${called(planned)} had gone already`);
    if (now.state === "keep") return keep(carrying, now.kept);
    const removal = await remove(target, now.object, options);
    switch (removal.outcome) {
      case "removed":
        carrying.removed.push(planned);
        return log.info(`removed ${called(planned)}`);
      case "gone":
        return log.info(`${called(planned)} was being removed by somebody else`);
      case "in-use":
        return keep(carrying, { object: planned, reason: "in-use", why: `the engine says: ${removal.words}` });
      case "failed":
        return fail(carrying, planned, removal.words);
    }
  } catch (error) {
    fell(carrying, planned, error);
  }
}

function fell(carrying: Carrying, object: EngineObject, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  if (carrying.signal.aborted || isLost(error)) carrying.left.push({ object, why });
  else fail(carrying, object, why);
}

function isLost(error: unknown): boolean {
  return error instanceof RuntimeError && (error.reason === "no-engine" || error.reason === "no-docker");
}

function keep(carrying: Carrying, kept: Kept): void {
  // It stays after all, and so does what it uses.
  carrying.leaving.delete(kept.object.id);
  carrying.kept.push(kept);
  carrying.log.info(`kept ${called(kept.object)}: ${kept.why}`);
}

function fail(carrying: Carrying, object: EngineObject, why: string): void {
  carrying.leaving.delete(object.id);
  carrying.failed.push({ object, why });
  carrying.log.warning(`${called(object)} could not be removed: ${why}`);
}

/** How an object is named to people. */
export function called({ kind, name, id }: EngineObject): string {
  return name === id ? `${kind} ${id.replace(/^sha256:/, "").slice(0, 12)}` : `${kind} ${name}`;
}
