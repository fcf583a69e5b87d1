// Turns the user's compose file into the one a release keeps: as Compose reads it, pinned, with `${NAME}` still in place, and free of the checkout.
import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { PinnedImage } from "@deploy-actions/image";
import type { KeptContent, Ledger } from "@deploy-actions/release";
import {
  attempt,
  compose,
  filesToKeep,
  type KeptFile,
  modelText,
  neededVariables,
  parseModel,
  pinImages,
  withKeptFiles,
  withShortMounts,
} from "@deploy-actions/runtime";
import { RolloutError } from "./error.ts";
import type { Setting } from "./setting.ts";

export type Rendered = {
  readonly text: string;
  readonly images: Readonly<Record<string, PinnedImage>>;
  readonly variables: readonly string[];
  /** Where it is to be kept → the file of the checkout. */
  readonly files: ReadonlyMap<string, KeptContent>;
};

export type ComposeSource = {
  /** Absolute. */
  readonly path: string;
  /** Absolute folders that are gone when the job is over, but for that of the compose file, which is always one of them. */
  readonly checkout: readonly string[];
  readonly images: Readonly<Record<string, PinnedImage>>;
};

/** Throws RolloutError "compose-file" with Compose's own words, or RuntimeError "compose" for what cannot be deployed. */
export async function renderComposeFile(setting: Setting, ledger: Ledger, source: ComposeSource): Promise<Rendered> {
  const { code, stdout, stderr } = await attempt(setting.target, compose.readModel(source.path), {
    signal: setting.signal,
  });
  if (code !== 0) throw unreadable(source.path, stderr);
  const { model, images } = pinImages(parseModel(stdout), source.images);
  const kept = filesToKeep(model, [dirname(source.path), ...source.checkout]);
  const contents = await Promise.all(kept.map(async (file) => [file.path, await contentOf(file)] as const));
  const places = new Map(contents.map(([path, { text }]) => [path, ledger.filePath(text)]));
  const rendered = withShortMounts(withKeptFiles(model, places));
  return {
    text: modelText(rendered),
    images,
    variables: neededVariables(rendered),
    files: new Map(contents.map(([, content]) => [ledger.filePath(content.text), content])),
  };
}

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

function unreadable(path: string, stderr: string): RolloutError {
  return new RolloutError(
    "compose-file",
    `Compose cannot read ${path}: ${composeWords(stderr)}`,
    "Mend the file; `docker compose config --no-interpolate` says the same on any machine.",
  );
}

/** Compose's reason, without its progress and its warnings. */
export function composeWords(stderr: string): string {
  const lines = stderr.split(/\r?\n/).map((line) => line.trim());
  const words = lines.filter((line) => line !== "" && !/^time=".*level=warning/.test(line) && !PROGRESS.test(line));
  return words.slice(-3).join(" ") || "it said nothing.";
}

const PROGRESS =
  /^(?:Container|Network|Volume|Image) \S+ +(?:Creat|Start|Stopp|Remov|Recreat|Runn|Wait|Healthy|Exit|Error)\w*$/;
