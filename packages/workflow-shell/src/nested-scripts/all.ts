// Scripts inside the words and the standard input of a command: `bash -c`, `eval`, `ssh host "…"`, `ssh host <<EOF`, `su -c`, and
// repository scripts called by name.
import { type Command, firstText } from "@deploy-actions/workflow-source/command";
import type { Run, Streams } from "../run.ts";
import { fileOnPath, scriptFile } from "../script-file.ts";
import { isOtherLanguage, isShell } from "../shells.ts";
import type { Simple } from "../simple-command.ts";
import { type NestedScript, textOf, withArguments } from "./nested-script.ts";
import { cloudScripts, sshScripts } from "./remote.ts";
import { shellScripts } from "./shell.ts";
import { textRunBy } from "./text-run-by.ts";

const SCRIPT_NAME = /\.(?:ba)?sh$|^[\w.-]*\/[\w./-]+$/;

/** The scripts that a command runs, by the first reading that fits. */
export function nestedScripts(run: Run, simple: Simple, command: Command, streams: Streams): readonly NestedScript[] {
  const { program, args, assignments } = simple;
  const here = { host: run.host, variables: assignments, stdin: undefined, sharesScope: false };
  if (program === "eval") return [{ ...here, script: textOf(run, args), sharesScope: true }];
  if (isShell(program)) return shellScripts(run, simple, command, streams);
  if (program === "ssh" || program === "autossh") return sshScripts(run, args, command);
  if (program === "tailscale" && firstText(args[0]) === "ssh") return sshScripts(run, args.slice(1), command);
  const text = textRunBy(run, simple, streams);
  if (text !== undefined) return [{ ...here, script: text }];
  if (program === "gcloud" || program === "az") return cloudScripts(run, simple, command);
  const file = SCRIPT_NAME.test(simple.path) ? scriptFile(run, simple.path) : fileOnPath(run, simple.path);
  return file === undefined || isOtherLanguage(file)
    ? []
    : [{ ...here, script: file, variables: withArguments(assignments, args), stdin: streams.stdin }];
}
