// What hosts the app on a target: the Docker engine and Compose.
export { configuration, type Login, withCredentials } from "./credentials.ts";
export * as docker from "./docker.ts";
export { attempt, type Engine, engineOf, execute, parseAnswer } from "./engine.ts";
export { RuntimeError, type RuntimeReason } from "./error.ts";
