// gcloud (https://cloud.google.com/sdk/gcloud/reference): Cloud Run, App Engine, Cloud Deploy and machines that run a container. `--tag`
// names traffic, `--to-latest` a revision, and `name:latest` in `--set-secrets` a secret: none of them is an image.
import { manifestsAt } from "@deploy-actions/workflow-companion";
import { type Command, firstText, tailOf, type Word } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { switches } from "../options.ts";
import type { Verb } from "../verb.ts";
import { type CloudLine, cloudLine, pathOf } from "./cloud-line.ts";
import { settingsIn } from "./image-settings.ts";

export const gcloud: Verb = {
  programs: ["gcloud"],
  read(command) {
    const line = cloudLine(command.args, SWITCHES);
    const path = pathOf(line).replace(/^(?:alpha|beta|preview) /, "");
    const found = COMMANDS.find(({ on }) => on.test(path));
    return found === undefined ? [] : found.read(`gcloud ${on(path, found.on)}`, line, command);
  },
};

const SWITCHES = switches("-q --quiet --no-user-output-enabled --log-http --verbosity-debug");

type Read = (by: string, line: CloudLine, command: Command) => readonly Effect[];

const COMMANDS: readonly { readonly on: RegExp; readonly read: Read }[] = [
  { on: /^run (?:services|jobs|worker-pools) replace\b/, read: replaces },
  { on: /^run (?:deploy|(?:services|jobs|worker-pools) (?:deploy|create|update))(?= |$)/, read: runs },
  { on: /^app deploy\b/, read: (by, line) => deploys(by, line.values("--image-url")) },
  { on: /^compute instances update-container\b/, read: containers },
  { on: /^compute (?:instances|instance-templates) create-with-container\b/, read: containers },
  {
    on: /^deploy releases create\b/,
    read: (by, line) => deploys(by, settingsIn(line.values("--images"), /,/).map(afterEquals)),
  },
  { on: /^ai models upload\b/, read: (by, line) => deploys(by, line.values("--container-image-uri")) },
  { on: /^builds submit\b/, read: builds },
];

function on(path: string, pattern: RegExp): string {
  return pattern.exec(path)?.[0] ?? path;
}

function deploys(by: string, images: readonly Word[]): readonly Effect[] {
  return images.map((image) => ({ does: "deploy", by, image }));
}

/** From source, Cloud Build builds the image, which then has no given name. */
function runs(by: string, line: CloudLine, { place }: Command): readonly Effect[] {
  const images = line.values("--image");
  if (images.length > 0 || !line.has("--source")) return deploys(by, images);
  return [{ does: "make", by, images: [], caches: [], at: place }];
}

/** Without an image, the container is restarted with its current one. */
function containers(by: string, line: CloudLine, { place }: Command): readonly Effect[] {
  const images = line.values("--container-image");
  const isUpdate = by.includes("update-container");
  const what = `instance ${firstText(line.path[3])}`.trim();
  return images.length === 0 && isUpdate ? [{ does: "restart", by, at: place, what }] : deploys(by, images);
}

/** A service defined by its own manifest. */
function replaces(by: string, line: CloudLine, command: Command): readonly Effect[] {
  const file = line.path.at(-1);
  if (file === undefined || line.path.length < 4) return [];
  return [
    { does: "deploy-files", by, at: file.place, companion: manifestsAt(file.values, file.written, command, "folder") },
  ];
}

function builds(by: string, line: CloudLine, { place }: Command): readonly Effect[] {
  const images = line.values("--tag", "-t");
  return [
    { does: "make", by, images, caches: [], at: place },
    ...images.map((image): Effect => ({ does: "push", image })),
  ];
}

function afterEquals(word: Word): Word {
  return tailOf(word, firstText(word).indexOf("=") + 1);
}
