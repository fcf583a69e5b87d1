// Which open values an earlier step of the job has checked, so that what they decide is settled before the deploy: by the run-time guard,
// or by a test of a script that leaves unless the value is a commit.
import {
  type Hop,
  type Judgement,
  judgeValues,
  meaningsIn,
  type Value,
  type Values,
} from "@deploy-actions/workflow-source/value";

/** A step that runs although one before it has failed is behind no guard. */
const RUNS_ANYWAY = /\b(?:always|failure|cancelled)\s*\(/i;

/**
 * `condition` is the `if:` of the step that checks or deploys, as written. A check without one holds for all steps after it, one with a
 * condition for those with the same: they run together or not at all.
 */
export class Guarded {
  /** Whole references, and parts of them, by where they came from and under which condition they were checked. */
  readonly #references = new Set<string>();
  readonly #parts = new Set<string>();

  add(value: Value, condition: string | undefined): void {
    this.#references.add(under(condition, identityOf(value)));
    if (!/[/:@]/.test(value.text))
      for (const hop of value.trail.slice(-1)) this.#parts.add(under(condition, keyOf(hop)));
  }

  /** What a guard has looked at can no longer be undecided: the run ends there unless it is immutable. */
  judge(values: Values, condition: string | undefined): Judgement {
    const judgement = judgeValues(values);
    if (judgement.verdict !== "undecided" || RUNS_ANYWAY.test(condition ?? "")) return judgement;
    const open = values.filter((value) => !this.#isChecked(value, condition) && !this.#isTagChecked(value, condition));
    if (open.length > 0) return judgeValues(open);
    return { verdict: "immutable", why: "an earlier command of the job has checked it", value: judgement.value };
  }

  #isChecked(value: Value, condition: string | undefined): boolean {
    return has(this.#references, condition, identityOf(value));
  }

  /** One open part in the tag, and that came from where a checked value came from. */
  #isTagChecked({ text, trail }: Value, condition: string | undefined): boolean {
    const tag = text.slice(text.lastIndexOf(":") + 1);
    const open = meaningsIn(tag).filter(({ kind }) => kind !== "commit" && kind !== "name");
    return open.length === 1 && trail.some((hop) => has(this.#parts, condition, keyOf(hop)));
  }
}

function has(checked: ReadonlySet<string>, condition: string | undefined, key: string): boolean {
  return checked.has(under(undefined, key)) || checked.has(under(condition, key));
}

function under(condition: string | undefined, key: string): string {
  return `${condition ?? ""}\0${key}`;
}

/** `vars.TAG`, `needs.build.outputs.tag`: means the same wherever it stands in a job. */
const CONTEXT_REFERENCE = /^[a-z]+\.[\w.-]+$/;

/** Two open values are the same when they read the same and came from the same place. */
function identityOf({ text, trail }: Value): string {
  const origin = trail.at(-1);
  return `${text}\0${origin === undefined ? "" : keyOf(origin)}`;
}

function keyOf({ what, place }: Hop): string {
  if (CONTEXT_REFERENCE.test(what)) return what;
  const { line, column } = place.range().start;
  return `${what}\0${place.path}:${line}:${column}`;
}
