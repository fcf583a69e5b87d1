// The machine that the step runs on, as a target.
import { type Clock, systemClock } from "@deploy-actions/contract";
import { runLocally } from "./local-run.ts";
import type { Target } from "./target.ts";

export function localTarget(clock: Clock = systemClock): Target {
  return {
    name: "this machine",
    run: (command, options) => runLocally(command, options, clock),
    verifyPrivate: async (folder, options) => (await files()).verifyPrivate(folder, options),
    readFile: async (path, options) => (await files()).readFile(path, options),
    writeFile: async (path, text, options) => (await files()).writeFile(path, text, options),
    append: async (path, line, options) => (await files()).append(path, line, options),
    list: async (dir) => (await files()).list(dir),
    remove: async (path) => (await files()).remove(path),
    rename: async (from, to) => (await files()).rename(from, to),
    makeTemporaryFolder: async (prefix) => (await files()).makeTemporaryFolder(prefix),
  };
}

/** Loaded when it is first needed: a step that refuses its inputs, or that only runs a program, starts without it. */
const files = async () => (await import("./local-files.ts")).localFiles;
