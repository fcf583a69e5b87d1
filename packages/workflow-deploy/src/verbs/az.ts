// The Azure command line (https://learn.microsoft.com/cli/azure): container apps, web and function apps, container instances, templates
// with parameters.
import { imagesInDefinition } from "@deploy-actions/workflow-companion";
import { type Command, firstText, literalOf, locate, tailOf, type Word } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { switches } from "../options.ts";
import type { Verb } from "../verb.ts";
import { type CloudLine, cloudLine, pathOf } from "./cloud-line.ts";
import { imageSettings } from "./image-settings.ts";
import { templatesOf } from "./word-template.ts";

export const az: Verb = {
  programs: ["az"],
  read(command) {
    const line = cloudLine(command.args, SWITCHES);
    const path = pathOf(line);
    const found = COMMANDS.find(({ on }) => on.test(path));
    return found === undefined ? [] : found.read(`az ${found.on.exec(path)?.[0] ?? path}`, line, command);
  },
};

const SWITCHES = switches("--debug --verbose --only-show-errors");

type Read = (by: string, line: CloudLine, command: Command) => readonly Effect[];

const COMMANDS: readonly { readonly on: RegExp; readonly read: Read }[] = [
  { on: /^containerapp (?:up|create|update|job (?:create|update)|revision copy)\b/, read: containerApps },
  { on: /^containerapp revision restart\b/, read: restarts },
  { on: /^(?:webapp|functionapp) restart\b/, read: restarts },
  {
    on: /^(?:webapp|functionapp) config appsettings set\b/,
    read: (by, line) => imageSettings(by, line.all("--settings")),
  },
  { on: /^(?:webapp|functionapp) config set\b/, read: webAppConfig },
  { on: /^(?:webapp|functionapp) (?:create|config container set)\b/, read: webApps },
  { on: /^container create\b/, read: (by, line) => deploys(by, line.values("--image")) },
  { on: /^container restart\b/, read: restarts },
  { on: /^spring app (?:create|update|deploy)\b/, read: (by, line) => deploys(by, line.values("--container-image")) },
  { on: /^(?:deployment|stack) (?:group|sub|mg|tenant) create\b/, read: templates },
  { on: /^acr import\b/, read: imports },
  { on: /^acr (?:build|run|task run)\b/, read: builds },
];

function deploys(by: string, images: readonly Word[]): readonly Effect[] {
  return images.map((image) => ({ does: "deploy", by, image }));
}

function restarts(by: string, line: CloudLine, { place }: Command): readonly Effect[] {
  const [name] = line.values("--name", "-n");
  const what = `${firstText(line.path[0])} ${name?.written ?? ""}`.trim();
  return [{ does: "restart", by, at: place, what }];
}

/** `up --source` builds the image in the cloud. */
function containerApps(by: string, line: CloudLine, { place }: Command): readonly Effect[] {
  const images = line.values("--image", "-i");
  if (images.length > 0 || !line.has("--source")) return deploys(by, images);
  return [{ does: "make", by, images: [], caches: [], at: place }];
}

function webApps(by: string, line: CloudLine): readonly Effect[] {
  return deploys(
    by,
    line
      .values(
        "--container-image-name",
        "--deployment-container-image-name",
        "--docker-custom-image-name",
        "--image",
        "-c",
        "-i",
      )
      .filter((word) => !firstText(word).startsWith("http")),
  );
}

/** `--linux-fx-version "DOCKER|image"`. */
function webAppConfig(by: string, line: CloudLine): readonly Effect[] {
  const versions = line.values("--linux-fx-version", "--windows-fx-version");
  return deploys(
    by,
    versions.flatMap((word) => (/^DOCKER\|/i.test(firstText(word)) ? [tailOf(word, "DOCKER|".length)] : [])),
  );
}

/** Parameters are `name=value`, JSON, or `@file`; a plain word is also a file. */
function templates(by: string, line: CloudLine, command: Command): readonly Effect[] {
  const words = line.all("--parameters", "-p");
  const inline = words.filter((word) => firstText(word).trimStart().startsWith("{")).flatMap(templatesOf);
  const files = words.flatMap((word): readonly Effect[] => {
    const path = /^@?([^=]+\.json)$/.exec(literalOf(word) ?? "")?.[1];
    const found = path === undefined ? undefined : locate(command, path);
    const template = found === undefined || !("path" in found) ? undefined : command.files.read(found.path);
    const images = template === undefined ? [] : imagesInDefinition(template);
    if (path === undefined || images.length === 0) return [];
    return [
      {
        does: "deploy-files",
        by,
        at: word.place,
        companion: { asked: path, images, builds: [], unknown: [], problems: [] },
      },
    ];
  });
  return [...imageSettings(by, words), ...deploys(by, inline.flatMap(imagesInDefinition)), ...files];
}

/** Copying between registries is not a deploy, but makes the image the team's own. */
function imports(by: string, line: CloudLine, { place }: Command): readonly Effect[] {
  const images = line.values("--image", "-t");
  return [
    { does: "make", by, images, caches: [], at: place },
    ...images.map((image): Effect => ({ does: "push", image })),
  ];
}

function builds(by: string, line: CloudLine, { place }: Command): readonly Effect[] {
  const images = line.values("--image", "-t");
  const pushed = line.has("--no-push") ? [] : images;
  return [
    { does: "make", by, images, caches: [], at: place },
    ...pushed.map((image): Effect => ({ does: "push", image })),
  ];
}
