// The file that Bash runs before a script.
import { isLiteral, soleText, type Values } from "@deploy-actions/workflow-source/value";
import { withoutWorkspace } from "./path-folders.ts";
import { readNamed } from "./paths.ts";
import { type Run, UNUSED } from "./run.ts";

/** Runs the file that `BASH_ENV` names; reports one that is not there. */
export function runStartUpFile(run: Run, values: Values | undefined): void {
  const path = values === undefined ? undefined : soleText(values);
  if (path === undefined || path === "" || run.host === "remote") return;
  const named = withoutWorkspace(path);
  const file = isLiteral(named) ? readNamed(run, named) : undefined;
  if (file !== undefined) {
    run.execute.script({ ...run, script: file, depth: run.depth + 1 }, UNUSED);
    run.scope.ended = false;
    return;
  }
  const place = run.script.place(0, 0);
  const why = "BASH_ENV names a file that is not in this repository, which Bash runs first";
  run.listener.unknown({ is: "open", why, place, written: "BASH_ENV", host: run.host, text: "" });
}
