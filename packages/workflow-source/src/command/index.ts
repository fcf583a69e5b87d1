// A command of a script: its words, where it runs, and the files that it names.
export {
  type Command,
  type Host,
  literalOf,
  type RemoteScript,
  shapeOf,
  tailOf,
  type Word,
  withText,
} from "./command.ts";
export { type CopySource, copySources } from "./copy-source.ts";
export type { Files } from "./files.ts";
export { closestTo, isElsewhere, type Located, locate, type Surroundings } from "./locate.ts";
export { filesAt, foldersAt } from "./manifest-paths.ts";
export { baseName, type Folder, folderAt, folderOf, isOfMachine, joinPath, pathFrom } from "./path.ts";
export type { Editor, TextEdit } from "./text-edit.ts";
