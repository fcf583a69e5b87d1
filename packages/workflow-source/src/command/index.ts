// A command of a script: its words, where it runs, and the files that it names.
export {
  type Command,
  firstText,
  type Host,
  literalOf,
  type RemoteScript,
  tailOf,
  type Word,
  withText,
} from "./command.ts";
export { type CopySource, copySources } from "./copy-source.ts";
export type { Files } from "./files.ts";
export { type CommandLocation, closestTo, isOutsideRepository, type LocateResult, locate } from "./locate.ts";
export { filesAt, foldersAt } from "./manifest-paths.ts";
export { baseName, type Folder, folderAt, folderOf, isMachinePath, joinPath, pathFrom } from "./path.ts";
export type { EditCommand, TextEdit } from "./text-edit.ts";
