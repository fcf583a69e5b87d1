// Reads the files, folders and kustomizations passed to `kubectl apply`, and collects what they deploy.
import type { Template } from "@deploy-actions/workflow-source";
import { type CommandLocation, filesAt, foldersAt } from "@deploy-actions/workflow-source/command";
import { isLiteral, shown, type Values } from "@deploy-actions/workflow-source/value";
import type { Companion, FileImage } from "../companion.ts";
import { openPlaceholdersIn } from "../placeholder.ts";
import { readKustomization } from "./kustomization.ts";
import { joinManifests, type Manifest, type ManifestImage, NO_MANIFEST, readManifest } from "./manifest.ts";

/** How much of a folder is read: only its own files, or also those in subfolders. */
export type Reach = "folder" | "tree";

/** The manifests for `-f`: files, folders, patterns. All alternatives are included. */
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

/** The manifests for `-k`: folders with a kustomization. */
export function kustomizationsAt(paths: Values, written: string, around: CommandLocation): Companion {
  return companionOf(paths, written, (path) =>
    foldersAt(path, around).flatMap((folder) => readKustomization(folder, around.files) ?? []),
  );
}

/** Manifests from a text, such as standard input. */
export function manifestsIn(template: Template, asked: string): Companion {
  return toCompanion(asked, readManifest(template));
}

function companionOf(paths: Values, written: string, read: (path: string) => readonly Manifest[]): Companion {
  const manifests = paths.map(({ text }) => {
    const found = /^https?:/.test(text) ? [] : read(text);
    if (found.length > 0) return joinManifests(found);
    // If an input is empty in some runs, the resulting path is meaningless.
    return paths.length > 1 && /\/(?:\/|$)/.test(text) ? NO_MANIFEST : { ...NO_MANIFEST, unknown: [missing(text)] };
  });
  const [first] = paths;
  const isOne = paths.length === 1 && first !== undefined && isLiteral(first.text);
  return toCompanion(isOne ? first.text : written, joinManifests(manifests));
}

function missing(path: string): string {
  const name = [...path].some((char) => isLiteral(char)) ? shown(path) : "the applied path";
  return isLiteral(path) ? `${path} is not in this repository` : `${name} is known only at run time`;
}

function toCompanion(asked: string, { images, unknown, problems }: Manifest): Companion {
  return { asked, images: images.map(toFileImage), builds: [], unknown: [...new Set(unknown)], problems };
}

function toFileImage({ values, written, place, name }: ManifestImage): FileImage {
  return { values: openPlaceholdersIn(values, place), written, place, name };
}

function manifestFilesIn(folder: string, { files }: CommandLocation, reach: Reach): readonly string[] {
  const depth = folder === "" ? 0 : folder.split("/").length;
  return files
    .below(folder)
    .filter((path) => /\.(?:ya?ml|json)$/.test(path) && (reach === "tree" || path.split("/").length === depth + 1));
}
