// The arguments `$1`, `$2` and so on, as `set` and `shift` change them.
import { firstText, literalOf, type Word } from "@deploy-actions/workflow-source/command";
import type { Run } from "./run.ts";
import { setArguments } from "./scope.ts";

/** `set -- A B` sets the arguments; other options of the shell do not matter. */
export function setPositional(run: Run, args: readonly Word[]): void {
  const at = args.findIndex((arg) => firstText(arg) === "--");
  const isOptions = args.length === 0 || /^[-+]/.test(firstText(args[0]));
  if (at !== -1) setArguments(run.scope, args.slice(at + 1));
  else if (!isOptions) setArguments(run.scope, args);
}

export function shift(run: Run, args: readonly Word[]): void {
  const count = Number(literalOf(args[0]) ?? "1");
  const { positional } = run.scope;
  if (positional !== undefined && Number.isInteger(count) && count >= 0)
    setArguments(run.scope, positional.slice(count));
}
