// Unknown actions, judged by their inputs: a script with a host to run it on, or an image passed to an action that is named like a deploy.
import { referenceOf } from "@deploy-actions/workflow-companion";
import { type Word, withText } from "@deploy-actions/workflow-source/command";
import { concat, only } from "@deploy-actions/workflow-source/value";
import type { ActionStep, ActionVerb } from "../action-verb.ts";
import { isDeployAction } from "../deploy-words.ts";
import { commandLine, NO_VARIABLES } from "./command-line.ts";
import { deploysOf, entriesOf, NOTHING, wordOf } from "./inputs.ts";

const HOSTS = ["host", "hostname", "server", "remote_host", "remote-host", "ssh_host", "ssh-host"];
const SCRIPTS = ["script", "command", "commands", "run", "remote_script", "remote_command", "ssh_command"];
const IMAGES = [
  "image",
  "images",
  "image-uri",
  "image_uri",
  "image-url",
  "image_url",
  "image-ref",
  "docker-image",
  "docker_image",
  "container-image",
  "container_image",
  "containerImage",
  "dockerImage",
];
const TAGS = ["image-tag", "image_tag", "imageTag", "docker-tag", "docker_tag", "container-tag", "container_tag"];

/** Inputs that name a compose file. */
const STACKS = [
  "stack_file_name",
  "stack_file",
  "stack-file",
  "compose_file",
  "compose-file",
  "docker_compose_file",
  "docker-compose-file",
  "docker_compose_filename",
];

export const unknownAction: ActionVerb = {
  actions: [],
  read(step) {
    const script = first(step, SCRIPTS);
    if (script !== undefined && first(step, HOSTS) !== undefined) {
      return { effects: [], scripts: [{ script: script.template, host: "remote", variables: NO_VARIABLES }] };
    }
    const says = step.name.slice(step.name.indexOf("/") + 1);
    if (!isDeployAction(says)) return NOTHING;
    // Images given by name replace those in the file.
    const images = imagesOf(step);
    const file = images.length > 0 ? undefined : first(step, STACKS);
    const parts = ["docker stack deploy", { flag: "-c", each: file }] as const;
    return {
      effects: deploysOf(step.name.trim(), images),
      scripts: file === undefined ? [] : [commandLine(step, "remote", parts)],
    };
  },
};

/** What an action may do with an image other than running it. */
const ONLY_LOOKS =
  /scan|sign|attest|test|lint|build|push|publish|login|sbom|verify|check|notify|slack|report|comment|clean|prune|cache/;

/** A program in this repository. Whatever its name, an image is passed to it to be started, which is a deploy in a job that deploys. */
export const ownAction: ActionVerb = {
  actions: [],
  read(step) {
    const use = unknownAction.read(step);
    if (use.effects.length + use.scripts.length > 0 || ONLY_LOOKS.test(step.name)) return use;
    const effects = imagesOf(step).map(
      (image) => ({ does: "start", by: step.name.trim(), image, stays: false, throwaway: false }) as const,
    );
    return { effects, scripts: [] };
  },
};

/** Image and tag may be separate inputs; a tag alone belongs to some unknown image. */
function imagesOf(step: ActionStep): readonly Word[] {
  const images = entriesOf(first(step, IMAGES))
    .map((word) => withText(word, (text) => text.replace(SERVICE, "")))
    .filter(({ values }) => values.every(({ text }) => !/[\s{}"<>]/.test(text)));
  const tag = wordOf(first(step, TAGS));
  if (tag === undefined) return images;
  const [image] = images;
  const whole = image === undefined || image.values.some(({ text }) => /:[^/]*$/.test(text));
  return whole ? [referenceOf("tag", tag)] : [{ ...tag, values: concat(image.values, only(":"), tag.values) }];
}

/** A list of images may name the service for each: `web=ghcr.io/acme/web@sha256:…`. */
const SERVICE = /^[^\s/:@=]+=(?=.)/;

function first(step: ActionStep, names: readonly string[]) {
  return names.map((name) => step.input(name)).find((input) => input !== undefined);
}
