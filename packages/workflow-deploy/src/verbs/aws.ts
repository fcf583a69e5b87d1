// The AWS command line (https://docs.aws.amazon.com/cli/latest/reference): ECS, Lambda, App Runner, Lightsail, CloudFormation, and scripts
// that Systems Manager runs on machines.
import { type Command, firstText, tailOf, type Word } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { switches } from "../options.ts";
import type { Verb } from "../verb.ts";
import { imagesInDefinitionWords } from "./aws-definition.ts";
import { ssmScripts } from "./aws-ssm.ts";
import { type CloudLine, cloudLine, pathOf } from "./cloud-line.ts";
import { imageSettings, settingsIn } from "./image-settings.ts";

export const aws: Verb = {
  programs: ["aws", "awslocal"],
  read(command) {
    const line = cloudLine(command.args, SWITCHES);
    const path = pathOf(line);
    const found = COMMANDS.find(({ on }) => on.test(path));
    return found === undefined ? [] : found.read(`aws ${found.on.exec(path)?.[0] ?? path}`, line, command);
  },
  scripts(command) {
    const line = cloudLine(command.args, SWITCHES);
    return /^ssm send-command\b/.test(pathOf(line)) ? ssmScripts(line, command) : [];
  },
};

const SWITCHES = switches(
  "--debug --no-cli-pager --no-paginate --no-verify-ssl --no-sign-request --no-cli-auto-prompt",
);

type Read = (by: string, line: CloudLine, command: Command) => readonly Effect[];

const COMMANDS: readonly { readonly on: RegExp; readonly read: Read }[] = [
  {
    on: /^ecs register-task-definition\b/,
    read: (by, line, command) =>
      imagesInDefinitionWords(by, line.all("--container-definitions", "--cli-input-json", "--cli-input-yaml"), command),
  },
  { on: /^ecs update-service\b/, read: updatesService },
  { on: /^lambda (?:update-function-code|create-function)\b/, read: functions },
  {
    on: /^apprunner (?:update-service|create-service)\b/,
    read: (by, line, command) =>
      imagesInDefinitionWords(by, line.all("--source-configuration", "--cli-input-json"), command),
  },
  { on: /^apprunner start-deployment\b/, read: (by, _, command) => [restart(by, command, "the App Runner service")] },
  {
    on: /^lightsail create-container-service-deployment\b/,
    read: (by, line, command) => imagesInDefinitionWords(by, line.all("--containers", "--cli-input-json"), command),
  },
  {
    on: /^cloudformation (?:deploy|create-stack|update-stack|create-change-set)\b/,
    read: (by, line) =>
      imageSettings(by, [...line.all("--parameter-overrides"), ...line.all("--parameters").flatMap(keyed)]),
  },
];

/** A new deployment of the service's current task definition, or of the latest in a family, pulls its images again by name. */
function updatesService(by: string, line: CloudLine, command: Command): readonly Effect[] {
  if (!line.has("--force-new-deployment")) return [];
  const [task] = line.values("--task-definition");
  const isFamily = task !== undefined && /^[\w-]+$/.test(firstText(task));
  if (task !== undefined && !isFamily) return [];
  return [restart(by, command, `service ${line.values("--service")[0]?.written ?? ""}`.trim())];
}

function restart(by: string, { place }: Command, what: string): Effect {
  return { does: "restart", by, at: place, what };
}

/** `--image-uri app:1`, or `--code ImageUri=app:1`. */
function functions(by: string, line: CloudLine): readonly Effect[] {
  const images = line.values("--image-uri").map((image): Effect => ({ does: "deploy", by, image }));
  return [...images, ...imageSettings(by, settingsIn(line.all("--code"), /,/))];
}

/** Converts `ParameterKey=ImageTag,ParameterValue=1` to `ImageTag=1`. */
function keyed(word: Word): readonly Word[] {
  const shape = firstText(word);
  const [, key] = /ParameterKey=([^,]*)/.exec(shape) ?? [];
  const at = shape.indexOf("ParameterValue=");
  if (key === undefined || at === -1) return [];
  const value = tailOf(word, at + "ParameterValue=".length);
  return [{ ...value, values: value.values.map(({ text, trail }) => ({ text: `${key}=${text}`, trail })) }];
}
