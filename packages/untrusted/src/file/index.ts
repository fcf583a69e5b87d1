// Files that somebody else may have written or put there: read, written and trusted only by the rules of this folder.
export { FileError, type FileReason } from "./error.ts";
export { isNamedWithin, realPath, realPathWithin } from "./inside.ts";
export {
  isSystemPath,
  NO_FOLLOW,
  NO_WAIT,
  openRegularFile,
  openRegularHandle,
  readAll,
  readRegularFile,
  refuseSpecial,
} from "./open.ts";
export { outputRoots, writeOutputFile } from "./output.ts";
export {
  checkPathTo,
  checkPrivateFolder,
  type PrivateFolderOptions,
  refuseForeignFile,
  tighten,
} from "./private-folder.ts";
