// Walks the body of a loop, once for all of its rounds: each way out of it (its end, `break`, `continue`) is a way in which the script goes on.
import type { Word as SyntaxWord } from "unbash";
import type { CompoundList } from "./grammar.ts";
import type { Loop, Output, Run, Streams } from "./run.ts";

/** What the body sets joins what held before, where it may not run at all. */
export function loop(run: Run, body: CompoundList, streams: Streams, runs: "perhaps" | "once or more"): Output {
  const { scope: base, script } = run;
  const inside = base.fork();
  const around: Loop = { script, end: body.end, base, left: [], outer: run.loop };
  const output = run.execute.statements({ ...run, scope: inside, loop: around }, body.commands, streams);
  base.become([inside, ...around.left, ...(runs === "perhaps" ? [base.fork()] : [])], run.inherited);
  return output;
}

/** `break` and `continue`; with a number they may leave the loops around as well. */
export function leaveLoop({ scope, loop: innermost }: Run, several: boolean): void {
  if (innermost === undefined) return;
  for (let one: Loop | undefined = innermost; one !== undefined; one = several ? one.outer : undefined) {
    one.left.push(scope.branchOf(one.base));
  }
  scope.ended = true;
}

/** Whether a later line of the loop sets a variable of this word: in its next round, nobody knows what the word is. */
export function changesLater({ loop: innermost, script }: Run, { text, end }: SyntaxWord): boolean {
  if (innermost === undefined || innermost.script !== script) return false;
  const names = [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name);
  if (names.length === 0) return false;
  const rest = script.text.slice(end, innermost.end);
  return names.some((name) =>
    new RegExp(`\\b${name}(?:\\+?=|\\+\\+|--)|(?:read|let|unset)\\b[^\\n;]*\\b${name}\\b`).test(rest),
  );
}
