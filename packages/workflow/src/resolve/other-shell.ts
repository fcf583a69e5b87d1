// A script for a shell that is not Bash alone: PowerShell, Python, or a command line such as `sudo bash {0}`.
import { startsPrograms } from "@deploy-actions/workflow-deploy";
import { type SourcePlace, type Template, TemplateWriter, valuesIn } from "@deploy-actions/workflow-source";
import { sourceOf, type Text } from "@deploy-actions/workflow-source/yaml";
import { textsOf } from "./evaluate.ts";
import type { StepRun } from "./step-run.ts";
import { recordUnknownCode } from "./unknown-code.ts";
import { walkStep } from "./walk-step.ts";

export function runOtherShell(one: StepRun, text: Text, script: Template): void {
  const { shell } = one.step;
  const language = languageOf(shell);
  const place = sourceOf(text).place(0, text.value.length);
  const code = textsOf(valuesIn(script.text, script.holes));
  const report = (why: string): void => {
    const written = `a script for ${language}`;
    recordUnknownCode(one, { place, written, host: "runner", why, is: "open", text: code.replaceAll("^", "") });
  };
  if (/^(?:pwsh|powershell|cmd)$/.test(language)) {
    if (startsPrograms(language, code)) {
      report(`it is a ${language} script, which this check reads only as plain commands`);
    }
    return;
  }
  const isRead = walkCommandLine(one, script, place);
  if (!isRead && !isKnownShell(shell, language)) report(`its shell ${language} is not known to this check`);
}

/** The shell's program, without its folder. */
function languageOf(shell: string): string {
  const [program = ""] = shell.split(/\s/, 1);
  return program
    .replace(/^.*\//, "")
    .replace(/\.exe$/, "")
    .toLowerCase();
}

/**
 * The runner starts the shell with the path of the script in place of `{0}`. This command line is walked like any other, so that a shell
 * behind others is found. Returns whether it was understood.
 */
function walkCommandLine(one: StepRun, script: Template, place: SourcePlace): boolean {
  const { step, scope, recorded } = one;
  const line = step.shell.includes("{0}") ? step.shell : `${step.shell} {0}`;
  const writer = new TemplateWriter();
  writer.at(line.replaceAll("{0}", SCRIPT_FILE), 0, 0, { place: () => place });
  scope.files.set(SCRIPT_FILE, script);
  const before = recorded.length;
  walkStep(one, { script: writer.done(), host: "runner", variables: new Map() }, scope, false);
  return recorded.slice(before).some(({ effect }) => effect.does !== "unread");
}

/** Stands for the temporary file that the runner writes a script to. */
const SCRIPT_FILE = "/github/script";

/** Code of these languages is judged when the command line is walked. */
function isKnownShell(shell: string, language: string): boolean {
  return (
    /^(?:python[\d.]*|node|nodejs|deno|bun|tsx|perl|ruby|php|lua)$/.test(language) ||
    /(?:^|[\s/])(?:ba|da|z|k)?sh(?:\s|$)/.test(shell)
  );
}
