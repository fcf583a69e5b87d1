// The authoring kit for an action's definition.ts, main.ts and post.ts.
export type {
  Definition,
  InputsOf,
  Output,
  OutputsOf,
  Permissions,
  StateOf,
} from "./definition.ts";
export { defineAction, output } from "./definition.ts";
export type { Input, InputOptions } from "./input/input.ts";
export { bool, choice, integer, lines, list, map, path, seconds, text, url, urls } from "./input/kinds.ts";
export { inputs } from "./input/shared-inputs.ts";
export type { Annotation, Report } from "./report.ts";
export type { Context, Main, MainResult, Post, PostContext } from "./run.ts";
export { runMain, runPost } from "./run.ts";
export type { Status, Summary } from "./summary.ts";
