// What hosts the app on a target: the Docker engine and Compose.
export * as cleanup from "./cleanup/index.ts";
export type { ComposeProject } from "./compose.ts";
export * as compose from "./compose.ts";
export {
  type Container,
  type ContainerState,
  Containers,
  containerState,
  type Hashes,
  isRunningAs,
  parseHashes,
} from "./compose-container.ts";
export { type Difference, differences } from "./compose-difference.ts";
export { composeFileError, type Model, parseModel, unescapeDollars } from "./compose-model.ts";
export { appProblem, environmentProblem, projectName } from "./compose-names.ts";
export { type Changes, overlayText, withChanges } from "./compose-overlay.ts";
export { contains, filesToKeep, type KeptFile, type VariableFile } from "./compose-paths.ts";
export { pinImages } from "./compose-pin.ts";
export { type UnhashedValue, unhashedValues } from "./compose-unhashed.ts";
export { namedVariables, neededVariables } from "./compose-variables.ts";
export { pullVariables } from "./credential-helpers.ts";
export { type Login, withCredentials } from "./credentials.ts";
export * as docker from "./docker.ts";
export { docker as dockerCommand } from "./docker-command.ts";
export { attempt, type Engine, engineOf, execute, parseAnswer } from "./engine.ts";
export { RuntimeError, type RuntimeReason } from "./error.ts";
