// Actions that deploy to Amazon: ECS task definitions, App Runner services, Lambda functions; and the login action that returns the
// registry name.
import { mark, only } from "@deploy-actions/workflow-source/value";
import type { ActionVerb } from "../action-verb.ts";
import { commandLine } from "./command-line.ts";
import { deploysOf, effects, entriesOf, mayBeOn, NOTHING, textOf } from "./inputs.ts";
import { imageInput } from "./one-input.ts";

/** Puts the image into one container of the file; the resulting file is known only at run time. */
const render: ActionVerb = {
  actions: ["aws-actions/amazon-ecs-render-task-definition"],
  read: (step) => effects(...deploysOf(step.name, entriesOf(step.input("image")))),
  outputs: () => new Map([["task-definition", only(mark("output"))]]),
};

/** A file of the repository is registered unchanged; a name that is not a file means the latest existing definition. */
const deploy: ActionVerb = {
  actions: ["aws-actions/amazon-ecs-deploy-task-definition"],
  read(step) {
    const definition = textOf(step.input("task-definition"));
    if (definition === undefined) return NOTHING;
    if (/\.json$/i.test(definition) || definition.includes("/")) {
      const file = ["aws ecs register-task-definition --cli-input-json", `'file://${definition.replaceAll("'", "")}'`];
      return { effects: [], scripts: [commandLine(step, "runner", file)] };
    }
    const service = textOf(step.input("service")) ?? "";
    return mayBeOn(step.input("force-new-deployment"), false)
      ? effects({ does: "restart", by: step.name, at: step.place, what: `service ${service}`.trim() })
      : NOTHING;
  },
};

const login: ActionVerb = {
  actions: ["aws-actions/amazon-ecr-login"],
  read: () => NOTHING,
  outputs: () => new Map([["registry", only(mark("name"))]]),
};

export const amazon: readonly ActionVerb[] = [
  render,
  deploy,
  login,
  imageInput(["awslabs/amazon-app-runner-deploy"], "image"),
  imageInput(["appleboy/lambda-action"], "image_uri"),
  imageInput(["aws-actions/aws-lambda-deploy"], "image-uri"),
];
