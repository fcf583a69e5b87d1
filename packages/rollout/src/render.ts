// Turns the user's compose file into what a release stores: unchanged copies of the file and of the files that it refers to, and an overlay that
// pins every image and points to the stored copies of mounted files. Compose substitutes variables at each deploy or rollback, so no
// value is stored.
import { dirname } from "node:path";
import type { PinnedImage } from "@deploy-actions/image";
import type { KeptCompose, KeptContent, Ledger } from "@deploy-actions/release";
import {
  type ComposeProject,
  compose,
  filesToKeep,
  type KeptFile,
  type Model,
  namedVariables,
  overlayText,
  pinImages,
  projectName,
  withChanges,
} from "@deploy-actions/runtime";
import { FileError, readRegularFile } from "@deploy-actions/untrusted/file";
import { checkReads } from "./check-reads.ts";
import type { RolloutContext } from "./context.ts";
import { RolloutError } from "./error.ts";
import { type GatheredSources, gatherSources } from "./gather-sources.ts";
import { refuseSecretsIn } from "./kept-secrets.ts";
import { readComposeModel } from "./read-compose-model.ts";
import { readableFiles } from "./readable-files.ts";
import { candidateVariables, requiredVariables } from "./required-variables.ts";

export type Rendered = {
  readonly compose: KeptCompose;
  readonly images: Readonly<Record<string, PinnedImage>>;
  readonly variables: readonly string[];
  /** Names of variables that have a default and were given anyway. */
  readonly optional: readonly string[];
  /** Path in the ledger → file from the checkout. */
  readonly files: ReadonlyMap<string, KeptContent>;
  /** The resolved compose file, with pinned images and stored files. */
  readonly intendedModel: Model;
};

export type ComposeSource = {
  /** Absolute. */
  readonly path: string;
  /** Absolute folders that are removed after the job. The folder of the compose file always counts as one. */
  readonly checkout: readonly string[];
  readonly images: Readonly<Record<string, PinnedImage>>;
};

/** Throws RolloutError "compose-file" with Compose's error message, or RuntimeError "compose" for what cannot be deployed. */
export async function render(context: RolloutContext, ledger: Ledger, source: ComposeSource): Promise<Rendered> {
  const { app, environment } = context.location;
  const roots = [dirname(source.path), ...source.checkout];
  const project: ComposeProject = {
    name: projectName(app, environment),
    files: [source.path],
    variables: context.variables,
  };
  const readable = readableFiles(source.path, source.checkout);
  // Before Compose runs, because it opens what the files name.
  checkReads(source.path, { ...inheritedVariables(), ...context.variables }, readable);
  const gathered = gatherSources(source.path, roots, readable);
  const model = await readComposeModel(context, project, source.path).catch((error: unknown) =>
    rethrowWithMissing(error, context, gathered),
  );
  const { texts, documents, variableFiles } = gathered;
  const images = pinImages(model, source.images);
  const variables = await requiredVariables(context, project, candidateVariables(documents), { model, images });
  const read = variableFiles.filter(({ service }) => service === undefined || model.services[service] !== undefined);
  const kept = filesToKeep(model, read, roots);
  const contents = kept.map((file) => [file.path, contentOf(file, readable.roots)] as const);
  const files = new Map(contents.map(([path, { text }]) => [path, ledger.filePath(text)]));
  const overlay = overlayText(model, { images, files });
  const named = [...new Set(documents.flatMap(namedVariables))].sort();
  const ownImages = Object.fromEntries(Object.entries(images).filter(([name]) => !Object.hasOwn(source.images, name)));
  refuseSecretsIn(overlayText(model, { images: ownImages, files }), documents, context);
  return {
    compose: composeOf(texts, overlay),
    images,
    variables,
    optional: named.filter((name) => context.variables[name] !== undefined && !variables.includes(name)),
    files: new Map(contents.map(([, content]) => [ledger.filePath(content.text), content])),
    intendedModel: withChanges(model, { images, files }),
  };
}

/** Adds the missing variables to the error, because they may be why Compose rejects the file. */
function rethrowWithMissing(error: unknown, { variables }: RolloutContext, { documents }: GatheredSources): never {
  const names = candidateVariables(documents);
  const missing = names.filter((name) => variables[name] === undefined);
  if (missing.length === 0 || !(error instanceof RolloutError)) throw error;
  throw new RolloutError(
    "variables-missing",
    `${error.message} Of its variables, these were not given: ${missing.join(", ")}.`,
    "Add them to `environment-variables` as NAME=value lines (empty values are allowed), or correct the file.",
    error,
  );
}

function composeOf(sources: ReadonlyMap<string, string>, overlay: string): KeptCompose {
  const texts = [...sources].map(([path, text]) => [`source/${path}`, text] as const);
  const main = texts[0]?.[0] ?? "";
  return { texts: new Map([...texts, [OVERLAY, overlay]]), files: [main, OVERLAY] };
}

const OVERLAY = "overlay.json";

/** In bytes. A larger file is data, not configuration. */
const MAX_FILE_SIZE = 1024 * 1024;

function contentOf({ path, service }: KeptFile, roots: readonly string[]): KeptContent {
  const refuse = (what: string, cause?: unknown) =>
    new RolloutError(
      "kept-file",
      `Service ${service} mounts ${path}, which ${what}.`,
      "A release stores regular text files of the checkout of up to 1 MiB; put anything else into the image, a named volume, or an absolute path outside the checkout.",
      cause,
    );
  try {
    const { bytes, mode } = readRegularFile(path, { maxBytes: MAX_FILE_SIZE, roots });
    const text = bytes.toString("utf8");
    if (!Buffer.from(text).equals(bytes)) throw refuse("is not text");
    return { text, mode };
  } catch (error) {
    throw error instanceof FileError ? refuse(error.why, error) : error;
  }
}

/** The variables of this machine that Compose sees too. */
function inheritedVariables(): Record<string, string> {
  return Object.fromEntries(
    compose.INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
