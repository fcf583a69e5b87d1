// Which programs are shells, by name or by the first line of a file.
import type { Template } from "@deploy-actions/workflow-source";
import { baseName } from "@deploy-actions/workflow-source/command";

const SHELLS = new Set("bash sh dash ash zsh ksh mksh rbash fish tcsh csh lksh yash".split(" "));

export function isShell(program: string): boolean {
  return SHELLS.has(program);
}

/** True if the first line names an interpreter other than a shell. */
export function isOtherLanguage({ text }: Template): boolean {
  const [, named, argument] = /^#!\s*(\S+)(?:\s+(?:-\S+\s+)*(\S+))?/.exec(text) ?? [];
  if (named === undefined) return false;
  const program = baseName(named) === "env" ? (argument ?? "") : baseName(named);
  return !isShell(program) && program !== "";
}
