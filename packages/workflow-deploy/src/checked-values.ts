// Tracks the unknown values that an earlier step of the job has checked, either with the run-time check or with a script that exits unless
// the value is a commit.
import {
  type Hop,
  type Judgement,
  judgeValues,
  meaningsIn,
  type Value,
  type Values,
} from "@deploy-actions/workflow-source/value";

/** A step that runs even after failures is not protected by an earlier check. */
const RUNS_ANYWAY = /\b(?:always|failure|cancelled)\s*\(/i;

/**
 * `condition` is the `if:` of the checking or deploying step, unevaluated. An unconditional check applies to all later steps; a conditional
 * one to those with the same condition, since they run together or not at all.
 */
export class CheckedValues {
  /** Complete references, and parts of them, by their origin and the condition of the check. */
  readonly #references = new Set<string>();
  readonly #parts = new Set<string>();

  add(value: Value, condition: string | undefined): void {
    this.#references.add(under(condition, identityOf(value)));
    if (!/[/:@]/.test(value.text))
      for (const hop of value.trail.slice(-1)) this.#parts.add(under(condition, keyOf(hop)));
  }

  /** A checked value is no longer undecided: the run ends unless it is immutable. */
  judge(values: Values, condition: string | undefined): Judgement {
    const judgement = judgeValues(values);
    if (judgement.verdict !== "undecided" || RUNS_ANYWAY.test(condition ?? "")) return judgement;
    const open = values.filter((value) => !this.#isChecked(value, condition) && !this.#isTagChecked(value, condition));
    if (open.length > 0) return judgeValues(open);
    return { verdict: "immutable", why: "an earlier command of the job checked it", value: judgement.value };
  }

  #isChecked(value: Value, condition: string | undefined): boolean {
    return has(this.#references, condition, identityOf(value));
  }

  /** True if the tag has exactly one unknown part, with the same origin as a checked value. */
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

/** `vars.TAG`, `needs.build.outputs.tag`: the value is the same everywhere in a job. */
const CONTEXT_REFERENCE = /^[a-z]+\.[\w.-]+$/;

/** Two unknown values are the same if they have the same text and origin. */
function identityOf({ text, trail }: Value): string {
  const origin = trail.at(-1);
  return `${text}\0${origin === undefined ? "" : keyOf(origin)}`;
}

function keyOf({ what, place }: Hop): string {
  if (CONTEXT_REFERENCE.test(what)) return what;
  const { line, column } = place.range().start;
  return `${what}\0${place.path}:${line}:${column}`;
}
