// Reads what `kubectl apply` is pointed at, files, folders and kustomizations, into what is deployed by it.
import type { Template } from "@deploy-actions/workflow-source";
import { type CommandLocation, filesAt, foldersAt } from "@deploy-actions/workflow-source/command";
import { isLiteral, shown, type Values } from "@deploy-actions/workflow-source/value";
import type { Companion, FileImage } from "../companion.ts";
import { withoutPlaceholders } from "../placeholder.ts";
import { readKustomization } from "./kustomization.ts";
import { joinManifests, type Manifest, type ManifestImage, NO_MANIFEST, readManifest } from "./manifest.ts";

/** How far a folder is read: its own files, or those of the folders below it too. */
export type Reach = "folder" | "tree";

/** What `-f` names: files, folders, patterns. Alternatives are all taken in. */
export function manifestsAt(paths: Values, written: string, around: CommandLocation, reach: Reach): Companion {
  return companionOf(paths, written, (path) => {
    const files = filesAt(path, around);
    const folders = files.length > 0 ? [] : foldersAt(path, around);
    const inside = folders.flatMap((folder) => manifestFilesIn(folder, around, reach));
    return [...files, ...inside].flatMap((file) => {
      const template = around.files.read(file);
      return template === undefined ? [] : [readManifest(template)];
    });
  });
}

/** What `-k` names: folders with a kustomization. */
export function kustomizationsAt(paths: Values, written: string, around: CommandLocation): Companion {
  return companionOf(paths, written, (path) =>
    foldersAt(path, around).flatMap((folder) => readKustomization(folder, around.files) ?? []),
  );
}

/** Manifests that come as one text: standard input. */
export function manifestsIn(template: Template, asked: string): Companion {
  return toCompanion(asked, readManifest(template));
}

function companionOf(paths: Values, written: string, read: (path: string) => readonly Manifest[]): Companion {
  const manifests = paths.map(({ text }) => {
    const found = /^https?:/.test(text) ? [] : read(text);
    if (found.length > 0) return joinManifests(found);
    // An input that is empty in some runs leaves a path that nobody means.
    return paths.length > 1 && /\/(?:\/|$)/.test(text) ? NO_MANIFEST : { ...NO_MANIFEST, unknown: [missing(text)] };
  });
  const [first] = paths;
  const isOne = paths.length === 1 && first !== undefined && isLiteral(first.text);
  return toCompanion(isOne ? first.text : written, joinManifests(manifests));
}

function missing(path: string): string {
  const name = [...path].some((char) => isLiteral(char)) ? shown(path) : "what is applied";
  return isLiteral(path) ? `${path} is not in this repository` : `${name} is known only when the workflow runs`;
}

function toCompanion(asked: string, { images, unknown, problems }: Manifest): Companion {
  return { asked, images: images.map(toFileImage), builds: [], unknown: [...new Set(unknown)], problems };
}

function toFileImage({ values, written, place, name }: ManifestImage): FileImage {
  return { values: withoutPlaceholders(values, place), written, place, name };
}

function manifestFilesIn(folder: string, { files }: CommandLocation, reach: Reach): readonly string[] {
  const depth = folder === "" ? 0 : folder.split("/").length;
  return files
    .below(folder)
    .filter((path) => /\.(?:ya?ml|json)$/.test(path) && (reach === "tree" || path.split("/").length === depth + 1));
}
