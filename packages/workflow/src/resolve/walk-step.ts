// Walks a script of a step: what its commands do is recorded.
import { type ActionScript, deployHint, textEditOf, VERBS } from "@deploy-actions/workflow-deploy";
import { type Listener, NO_RESULT, type Scope, walkScript } from "@deploy-actions/workflow-shell";
import { combineLayers, type Layer } from "./layers.ts";
import { record, type StepRun } from "./step-run.ts";
import { recordUnknownCode } from "./unknown-code.ts";

/** `reportsProblems` is false for a script that may not be of a Bash-like shell. */
export function walkStep(
  one: StepRun,
  { script, host, variables }: ActionScript,
  scope: Scope,
  reportsProblems: boolean,
): void {
  const { env, around } = one;
  const given: Layer = (name) => variables.get(name);
  const inherited = host === "remote" ? given : combineLayers(given, env, around.runner);
  const listener = listenerOf(one, reportsProblems);
  const run = { script, scope, host, inherited, repository: around.files, listener, depth: 0 };
  walkScript(run, { stdin: undefined, wanted: false });
  if (scope.checked.size === 0 || scope.ended) return;
  const place = script.place(0, 0);
  const images = [...scope.checked].map((value) => ({ values: [value], written: value.text, place }));
  record(one, { does: "check-images", images }, host);
}

function listenerOf(one: StepRun, reportsProblems: boolean): Listener {
  const { around } = one;
  return {
    command: (command) => {
      const verb = VERB_OF.get(command.program);
      if (verb === undefined) return NO_RESULT;
      const effects = verb.read(command);
      for (const effect of effects) record(one, effect, command.host, command.place);
      const [printed] = effects.flatMap((effect) => (effect.does === "print" ? effect.text : []));
      return { scripts: verb.scripts?.(command) ?? [], printed, isRead: effects.length > 0 };
    },
    knows: (program) => VERB_OF.has(program),
    unknown: (code) => recordUnknownCode(one, code),
    unread: (command, written) => {
      const hint = deployHint(command, VERB_OF.has(command.program));
      if (hint !== undefined) record(one, { does: "unread", written, at: command.place, hint }, command.host);
    },
    problem: (message, place) => {
      if (reportsProblems) around.report({ path: place.path, range: place.range(), message });
    },
    edit: textEditOf,
    spend: (cost) => around.spend(cost),
  };
}

const VERB_OF = new Map(VERBS.flatMap((verb) => verb.programs.map((program) => [program, verb] as const)));
