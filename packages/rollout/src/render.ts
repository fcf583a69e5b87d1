// Makes out of the user's compose file what a release keeps: the file itself and its parts, word for word, and an overlay that pins every
// image and points at the kept copies of what it mounts from the checkout. So Compose reads the user's own words each time, with the
// values of that time, and no value is kept.
import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { PinnedImage } from "@deploy-actions/image";
import type { KeptCompose, KeptContent, Ledger } from "@deploy-actions/release";
import {
  type ComposeProject,
  filesToKeep,
  type KeptFile,
  type Model,
  namedVariables,
  overlayText,
  pinImages,
  projectName,
  withChanges,
} from "@deploy-actions/runtime";
import type { Setting } from "./context.ts";
import { RolloutError } from "./error.ts";
import { type Gathered, gatherSources } from "./gather-sources.ts";
import { refuseSecretsIn } from "./kept-secrets.ts";
import { modelOf } from "./read-compose-model.ts";
import { namesIn, neededOf } from "./required-variables.ts";

export type Rendered = {
  readonly compose: KeptCompose;
  readonly images: Readonly<Record<string, PinnedImage>>;
  readonly variables: readonly string[];
  /** Names with a default that were given all the same. */
  readonly optional: readonly string[];
  /** Where it is to be kept → the file of the checkout. */
  readonly files: ReadonlyMap<string, KeptContent>;
  /** What the compose file means now, with its variables filled in, its images pinned and its files where they are kept. */
  readonly meant: Model;
};

export type ComposeSource = {
  /** Absolute. */
  readonly path: string;
  /** Absolute folders that are gone when the job is over, but for that of the compose file, which is always one of them. */
  readonly checkout: readonly string[];
  readonly images: Readonly<Record<string, PinnedImage>>;
};

/** Throws RolloutError "compose-file" with Compose's own words, or RuntimeError "compose" for what cannot be deployed. */
export async function render(setting: Setting, ledger: Ledger, source: ComposeSource): Promise<Rendered> {
  const { app, environment } = setting.place;
  const roots = [dirname(source.path), ...source.checkout];
  const project: ComposeProject = {
    name: projectName(app, environment),
    files: [source.path],
    variables: setting.variables,
  };
  const model = await modelOf(setting, project, source.path).catch((error: unknown) =>
    throwWithMissing(error, setting, gatherSources(source.path, roots)),
  );
  const { texts, documents, variableFiles } = await gatherSources(source.path, roots);
  const images = pinImages(model, source.images);
  const variables = await neededOf(setting, project, namesIn(documents), { model, images });
  const read = variableFiles.filter(({ service }) => service === undefined || model.services[service] !== undefined);
  const kept = filesToKeep(model, read, roots);
  const contents = await Promise.all(kept.map(async (file) => [file.path, await contentOf(file)] as const));
  const files = new Map(contents.map(([path, { text }]) => [path, ledger.filePath(text)]));
  const overlay = overlayText(model, { images, files });
  const named = [...new Set(documents.flatMap(namedVariables))].sort();
  const ownImages = Object.fromEntries(Object.entries(images).filter(([name]) => source.images[name] === undefined));
  refuseSecretsIn(overlayText(model, { images: ownImages, files }), documents, setting);
  return {
    compose: composeOf(texts, overlay),
    images,
    variables,
    optional: named.filter((name) => setting.variables[name] !== undefined && !variables.includes(name)),
    files: new Map(contents.map(([, content]) => [ledger.filePath(content.text), content])),
    meant: withChanges(model, { images, files }),
  };
}

/** Where a variable that was not given may be what Compose refuses the file for, the error says so. */
async function throwWithMissing(error: unknown, { variables }: Setting, gathering: Promise<Gathered>): Promise<never> {
  const names = await gathering.then(({ documents }) => namesIn(documents)).catch(() => []);
  const missing = names.filter((name) => variables[name] === undefined);
  if (missing.length === 0 || !(error instanceof RolloutError)) throw error;
  throw new RolloutError(
    "variables-missing",
    `${error.message} Of the variables that it names, these were not given: ${missing.join(", ")}.`,
    "Add them to `environment-variables` as NAME=value lines (an empty value counts), or correct the file.",
    error,
  );
}

function composeOf(sources: ReadonlyMap<string, string>, overlay: string): KeptCompose {
  const texts = [...sources].map(([path, text]) => [`source/${path}`, text] as const);
  const main = texts[0]?.[0] ?? "";
  return { texts: new Map([...texts, [OVERLAY, overlay]]), files: [main, OVERLAY] };
}

const OVERLAY = "overlay.json";

/** More than this is data, not configuration. */
const LARGEST = 1024 * 1024;

async function contentOf({ path, service }: KeptFile): Promise<KeptContent> {
  const refuse = (what: string) =>
    new RolloutError(
      "kept-file",
      `Service ${service} mounts ${path}, ${what}.`,
      "A release keeps text files of up to 1 MiB; put anything else into the image, a named volume, or an absolute path outside the checkout.",
    );
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw refuse("which does not exist");
  if (!found.isFile()) throw refuse("which is a folder");
  if (found.size > LARGEST) throw refuse(`which has ${found.size} bytes`);
  const bytes = await readFile(path);
  const text = bytes.toString("utf8");
  if (!Buffer.from(text).equals(bytes)) throw refuse("which is not text");
  return { text, mode: found.mode & 0o777 };
}
