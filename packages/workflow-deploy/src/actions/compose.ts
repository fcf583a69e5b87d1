// Actions that start a compose file, locally or on a host, or deploy one as a stack to a swarm or to Portainer.
import type { ActionStep, ActionUse, ActionVerb } from "../action-verb.ts";
import { commandLine } from "./command-line.ts";
import { effects, textOf } from "./inputs.ts";

/** Starts services on the runner, usually for a test. */
const up: ActionVerb = {
  actions: ["hoverkraft-tech/compose-action", "isbang/compose-action"],
  read: (step) => ({
    effects: [],
    scripts: [
      commandLine(step, "runner", [
        "docker compose",
        { flag: "-f", each: step.input("compose-file") },
        { shell: step.input("compose-flags") },
        "up",
        { shell: step.input("up-flags") },
        { flag: "", each: step.input("services") },
      ]),
    ],
  }),
};

/** `deployment_mode` chooses between a swarm and plain compose, which takes the rest of its command line from `args`. */
const dockerDeployment: ActionVerb = {
  actions: ["wshihadeh/docker-deployment-action", "taptap21/docker-remote-deployment-action"],
  read(step) {
    const file = step.input("stack_file_name") ?? step.input("docker_compose_filename");
    const isSwarm = textOf(step.input("deployment_mode")) === "docker-swarm";
    return isSwarm
      ? stack(step, "stack_file_name", "args")
      : {
          effects: [],
          scripts: [
            commandLine(step, "runner", ["docker compose", { flag: "-f", each: file }, { shell: step.input("args") }]),
          ],
        };
  },
};

const stacks: readonly ActionVerb[] = [
  stackFile(["cssnr/stack-deploy-action"], "file", "name"),
  stackFile(["cssnr/portainer-stack-deploy-action"], "file", "name"),
  stackFile(["kitconcept/docker-stack-deploy", "jrm402/docker-stack-deploy"], "stack_file", "stack_name"),
  stackFile(["carlrygart/portainer-stack-deploy"], "stack-definition", "stack-name"),
];

/** A service pulls its image again and restarts. */
const webhook: ActionVerb = {
  actions: ["newarifrh/portainer-service-webhook"],
  read: (step) => effects({ does: "restart", by: step.name, at: step.place, what: "the service behind the webhook" }),
};

const swarm: ActionVerb = {
  actions: ["sagebind/docker-swarm-deploy-action"],
  read: (step) => ({
    effects: [],
    scripts: [commandLine(step, "runner", ["docker", { shell: step.input("args") }])],
  }),
};

export const compose: readonly ActionVerb[] = [up, dockerDeployment, swarm, ...stacks, webhook];

function stackFile(actions: readonly string[], file: string, name: string): ActionVerb {
  return { actions, read: (step) => stack(step, file, name) };
}

/** All of them use the same default file. */
function stack(step: ActionStep, file: string, name: string): ActionUse {
  const given = step.input(file);
  return {
    effects: [],
    scripts: [
      commandLine(step, "runner", [
        "docker stack deploy",
        ...(given === undefined ? ["-c docker-compose.yaml"] : [{ flag: "-c", each: given }]),
        { flag: "", each: step.input(name), separators: "" },
      ]),
    ],
  };
}
