// Actions that deploy to Azure: web apps, function apps, container instances, container apps and templates.
import type { ActionVerb } from "../action-verb.ts";
import { commandLine, type Part } from "./command-line.ts";
import { deploysOf, effects, entriesOf, NOTHING, textOf, wordOf } from "./inputs.ts";
import { imageInput } from "./one-input.ts";

const webApps = imageInput(
  ["azure/webapps-deploy", "azure/webapps-container-deploy", "azure/appservice-container-deploy"],
  "images",
);
const instances = imageInput(["azure/aci-deploy", "azure/functions-container-action"], "image");

/** The app in `appSourcePath` is built, pushed and deployed under one name; otherwise `imageToDeploy` already exists. */
const containerApps: ActionVerb = {
  actions: ["azure/container-apps-deploy-action"],
  read(step) {
    const [built] = entriesOf(step.input("imageToBuild"));
    const [deployed = built] = entriesOf(step.input("imageToDeploy"));
    const made =
      step.input("appSourcePath") === undefined || built === undefined
        ? []
        : ([
            { does: "make", by: step.name, images: [built], caches: [], at: step.place },
            { does: "push", image: built },
          ] as const);
    return effects(...made, ...deploysOf(step.name, deployed === undefined ? [] : [deployed]));
  },
};

/** `parameters` has the syntax of the command-line option; older versions call the scope `scope`. */
const template: ActionVerb = {
  actions: ["azure/arm-deploy", "azure/bicep-deploy"],
  read(step) {
    if (/validate|what-?if/i.test(textOf(step.input("deploymentMode")) ?? textOf(step.input("operation")) ?? "")) {
      return NOTHING;
    }
    const parameters = step.input("parameters");
    if (parameters === undefined || wordOf(parameters) === undefined) return NOTHING;
    const parts: readonly Part[] = ["az deployment group create --parameters", { shell: parameters }];
    return { effects: [], scripts: [commandLine(step, "runner", parts)] };
  },
};

export const azure: readonly ActionVerb[] = [webApps, instances, containerApps, template];
