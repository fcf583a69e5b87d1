// Walks a loop body once for all iterations. Each exit (end, `break`, `continue`) is a possible state after the loop.
import type { Word as SyntaxWord } from "unbash";
import type { CompoundList } from "./grammar.ts";
import type { Loop, Output, Run, Streams } from "./run.ts";

/** Merges the effects of the body with the scope before it if the loop may not run at all. */
export function runLoop(run: Run, body: CompoundList, streams: Streams, runs: "perhaps" | "once or more"): Output {
  const { scope: base, script } = run;
  const inside = base.fork();
  const around: Loop = { script, end: body.end, base, left: [], outer: run.loop };
  const output = run.execute.statements({ ...run, scope: inside, loop: around }, body.commands, streams);
  base.become([inside, ...around.left, ...(runs === "perhaps" ? [base.fork()] : [])], run.inherited);
  return output;
}

/** `break` and `continue`; with a number they may also leave outer loops. */
export function leaveLoop({ scope, loop: innermost }: Run, several: boolean): void {
  if (innermost === undefined) return;
  for (let one: Loop | undefined = innermost; one !== undefined; one = several ? one.outer : undefined) {
    one.left.push(scope.branchOf(one.base));
  }
  scope.ended = true;
}

/** Whether a later line in the loop sets a variable used in this word, which makes its value in the next iteration unknown. */
export function changesLater({ loop: innermost, script }: Run, { text, end }: SyntaxWord): boolean {
  if (innermost === undefined || innermost.script !== script) return false;
  const names = [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name);
  if (names.length === 0) return false;
  const rest = script.text.slice(end, innermost.end);
  return names.some((name) =>
    new RegExp(`\\b${name}(?:\\+?=|\\+\\+|--)|(?:read|let|unset)\\b[^\\n;]*\\b${name}\\b`).test(rest),
  );
}
