// Scripts that a project keeps under a name: the recipes of a Makefile or justfile, and the scripts of a package.json.
import type { Command } from "@deploy-actions/workflow-source/command";
import type { NestedScript } from "../nested-scripts/nested-script.ts";
import type { Run } from "../run.ts";
import type { Simple } from "../simple-command.ts";
import { makeScripts } from "./make.ts";
import { packageScripts } from "./package-json.ts";

/** The scripts that a command runs by name, if their file is in the repository. */
export function projectScripts(run: Run, simple: Simple, command: Command): readonly NestedScript[] {
  if (run.host === "remote" && simple.args.length > 0 && run.scope.directory === undefined) return [];
  switch (simple.program) {
    case "make":
    case "gmake":
    case "just":
      return makeScripts(run, simple, command);
    case "npm":
    case "yarn":
    case "pnpm":
    case "bun":
      return packageScripts(run, simple);
    default:
      return [];
  }
}
