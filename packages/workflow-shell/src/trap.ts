// Commands that run later than where they stand: those of `trap`, and the callback of `mapfile`.
import { firstText, type Word } from "@deploy-actions/workflow-source/command";
import { DEPTH_LIMIT } from "./nesting-limit.ts";
import { type Run, UNUSED } from "./run.ts";
import { scriptOfWord } from "./word-script.ts";

/** `trap COMMAND SIGNAL…` runs its command when the script ends, if not before. */
export function setTrap(run: Run, args: readonly Word[]): void {
  const [action, signal] = args.filter((arg) => !/^-./.test(firstText(arg)));
  if (action !== undefined && signal !== undefined && firstText(action) !== "-")
    run.scope.traps.push(runLater(run, action));
}

/** Runs the script in a word, in the state that the script has left by then. */
export function runLater(run: Run, { values, place, written }: Word): () => void {
  return () => {
    if (run.depth >= DEPTH_LIMIT) return;
    run.execute.script({ ...run, script: scriptOfWord(values, place, written), depth: run.depth + 1 }, UNUSED);
  };
}
