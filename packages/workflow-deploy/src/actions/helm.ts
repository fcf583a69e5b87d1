// Actions that run helm, with a command line or with inputs for release, chart and values.
import type { ActionStep, ActionVerb } from "../action-verb.ts";
import { commandLine, type Part } from "./command-line.ts";
import { mayBeOn, textOf } from "./inputs.ts";
import { scriptInput } from "./one-input.ts";

/** The inputs of an action with the release, the chart, the values files and single values (`a=b,c=d`). */
type Inputs = {
  readonly release: string;
  readonly chart: string;
  readonly files: readonly string[];
  readonly sets: readonly string[];
};

export const helm: readonly ActionVerb[] = [
  scriptInput(["wyrihaximus/github-action-helm3"], "runner", "exec"),
  scriptInput(["koslib/helm-eks-action"], "runner", "command"),
  installs(["deliverybot/helm", "vimeda/helm", "glopezep/helm"], {
    release: "release",
    chart: "chart",
    files: ["value-files", "value_files"],
    sets: [],
  }),
  installs(["casavo/action-helm-deploy"], { release: "release", chart: "chart", files: ["values-files"], sets: [] }),
  installs(["bitovi/github-actions-deploy-eks-helm", "bitovi/deploy-eks-helm"], {
    release: "name",
    chart: "chart-path",
    files: ["config-files"],
    sets: ["values"],
  }),
  installs(["licenseware/helm"], {
    release: "release-name",
    chart: "chart-dir",
    files: ["values-filepath"],
    sets: ["values"],
  }),
];

function installs(actions: readonly string[], inputs: Inputs): ActionVerb {
  return {
    actions,
    read(step) {
      const isDryRun = step.input("dry-run") !== undefined && mayBeOn(step.input("dry-run"), false);
      const removes = /uninstall|remove/.test(textOf(step.input("action")) ?? textOf(step.input("task")) ?? "");
      if (isDryRun || removes) return { effects: [], scripts: [] };
      return { effects: [], scripts: [commandLine(step, "runner", partsOf(step, inputs))] };
    },
  };
}

function partsOf(step: ActionStep, { release, chart, files, sets }: Inputs): readonly Part[] {
  return [
    "helm upgrade --install",
    { flag: "", each: step.input(release), separators: "" },
    { flag: "", each: step.input(chart), separators: "" },
    // A list of files may be JSON.
    ...files.map((name): Part => ({ flag: "-f", each: step.input(name), separators: '\n,[]"' })),
    ...sets.map((name): Part => ({ flag: "--set", each: step.input(name), separators: "\n," })),
  ];
}
