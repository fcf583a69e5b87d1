// Actions that deploy to Google Cloud. A Cloud Run `tag` names traffic, and its `secrets` have versions: neither is an image.
import { mark, only } from "@deploy-actions/workflow-source/value";
import type { ActionVerb } from "../action-verb.ts";
import { commandLine, type Part } from "./command-line.ts";
import { deploysOf, entriesOf, NOTHING, textOf } from "./inputs.ts";
import { imageInput } from "./one-input.ts";

/** `flags` are part of the same command line and may set images of other containers; `metadata` is the file of a complete service. */
const cloudRun: ActionVerb = {
  actions: ["google-github-actions/deploy-cloudrun"],
  read(step) {
    const metadata = textOf(step.input("metadata"));
    const scripts: (readonly Part[])[] = [];
    const flags = step.input("flags");
    if (flags !== undefined) scripts.push(["gcloud run deploy", { shell: flags }]);
    if (metadata !== undefined)
      scripts.push(["gcloud run services replace", { flag: "", each: step.input("metadata") }]);
    if (step.input("source") !== undefined) scripts.push(["gcloud run deploy --source ."]);
    return {
      effects: deploysOf(step.name, entriesOf(step.input("image"))),
      scripts: scripts.map((parts) => commandLine(step, "runner", parts)),
    };
  },
};

const commandLineTool: ActionVerb = {
  actions: ["actions-hub/gcloud"],
  read(step) {
    const shell = step.input("args");
    return { effects: [], scripts: shell === undefined ? [] : [commandLine(step, "runner", ["gcloud", { shell }])] };
  },
};

/** Every output is one of the requested secrets. */
const secrets: ActionVerb = {
  actions: ["google-github-actions/get-secretmanager-secrets"],
  read: () => NOTHING,
  outputs: (step) =>
    new Map(
      entriesOf(step.input("secrets"), "\n,").flatMap(({ values }) => {
        const [name] = values[0]?.text.split(":") ?? [];
        return name === undefined ? [] : [[name, only(mark("secret"))]];
      }),
    ),
};

export const google: readonly ActionVerb[] = [
  cloudRun,
  imageInput(["google-github-actions/deploy-appengine"], "image_url"),
  commandLineTool,
  secrets,
];
