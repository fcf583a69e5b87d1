// Actions that run a script on another host over ssh. Input names are those of their action.yml.
import type { Values } from "@deploy-actions/workflow-source/value";
import type { ActionInput, ActionScript, ActionStep, ActionVerb } from "../action-verb.ts";
import { NO_VARIABLES } from "./command-line.ts";
import { entriesOf, mayBeOn, textOf } from "./inputs.ts";
import { scriptInput } from "./one-input.ts";

/** appleboy/ssh-action: `envs` names variables of the step that the script may read, `allenvs` passes all of them. */
const appleboy: ActionVerb = {
  actions: ["appleboy/ssh-action"],
  read(step) {
    const script = step.input("script");
    const written = script === undefined ? fileOf(step) : script.template;
    const path = textOf(step.input("script_path")) ?? textOf(step.input("script_file"));
    if (written === undefined && path !== undefined) {
      const why = `${path} is a script that is not in this repository`;
      const effect = {
        does: "unknown-code",
        written: `script_path: ${path}`,
        at: step.place,
        why,
        certainty: "open",
      } as const;
      return { effects: [effect], scripts: [] };
    }
    if (written === undefined) return { effects: [], scripts: [] };
    const variables = mayBeOn(step.input("allenvs"), false)
      ? variablesOf(step, namesIn(written.text))
      : variablesOf(step, listed(step.input("envs")));
    return { effects: [], scripts: [{ script: written, host: "remote", variables }] };
  },
};

export const ssh: readonly ActionVerb[] = [
  appleboy,
  scriptInput(["ziqin/ssh-action", "cross-the-world/ssh-pipeline", "caelicode/ssh-action"], "remote", "script"),
  scriptInput(
    [
      "fifsky/ssh-action",
      "d3rhase/ssh-command-action",
      "garygrossgarten/github-action-ssh",
      "tarunjangra/ssh-action",
      "jimcronqvist/action-ssh",
      "nekiro/ssh-job",
    ],
    "remote",
    "command",
  ),
  scriptInput(["matheusvanzan/sshpass-action"], "remote", "run"),
  scriptInput(["easingthemes/ssh-deploy"], "remote", "script_before", "script_after"),
  scriptInput(["cross-the-world/ssh-scp-ssh-pipelines"], "remote", "first_ssh", "last_ssh"),
  scriptInput(["alinz/ssh-scp-action"], "remote", "ssh_before", "ssh_after"),
  scriptInput(["marcodallasanta/ssh-scp-deploy"], "remote", "pre_upload", "post_upload"),
];

/** `script_path` (formerly `script_file`) names a file of the repository that is sent to the host. */
function fileOf(step: ActionStep): ActionScript["script"] | undefined {
  const path = textOf(step.input("script_path")) ?? textOf(step.input("script_file"));
  return path === undefined ? undefined : step.files.read(path.replace(/^\.\//, ""));
}

function listed(input: ActionInput | undefined): readonly string[] {
  return entriesOf(input, ",\n").flatMap(({ values }) => values.map(({ text }) => text));
}

function namesIn(script: string): readonly string[] {
  return [...script.matchAll(/\$\{?([A-Za-z_]\w*)/g)].flatMap(([, name]) => name ?? []);
}

function variablesOf(step: ActionStep, names: readonly string[]): ReadonlyMap<string, Values> {
  if (names.length === 0) return NO_VARIABLES;
  const known = new Map<string, Values>();
  for (const name of names) {
    const values = known.has(name) ? undefined : step.variable(name);
    if (values !== undefined) known.set(name, values);
  }
  return known;
}
