// Programs that copy or move files and folders, on this machine or to another one: cp, mv, ln, install (GNU coreutils), scp(1), rsync(1).
import {
  baseName,
  copySources,
  type Files,
  type Folder,
  firstText,
  isMachinePath,
  joinPath,
  pathFrom,
  type Word,
} from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import { filesOf, isBelow, originOf, rebasePath } from "./paths.ts";
import type { Run } from "./run.ts";
import type { Scope } from "./scope.ts";
import type { Simple } from "./simple-command.ts";

/** Options that take the next word. */
const VALUES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    cp: "-S -t --suffix --target-directory",
    mv: "-S -t --suffix --target-directory",
    ln: "-S -t --suffix --target-directory",
    install: "-S -g -m -o -t --group --mode --owner --suffix --target-directory",
    scp: "-D -F -J -P -S -X -c -i -l -o",
    rsync:
      "-B -M -T -e -f --backup-dir --bwlimit --chmod --chown --exclude --exclude-from --files-from --filter --include --include-from " +
      "--info --log-file --max-size --min-size --out-format --partial-dir --password-file --port --rsh --rsync-path --suffix --temp-dir --timeout",
  }).map(([program, options]) => [program, options.split(" ")]),
);

/** Maximum number of copied folders, more than real jobs need. */
const COPIES_LIMIT = 100;

/** Applies a copy; returns false if the command does not copy. */
export function runCopy(run: Run, { program, args }: Simple): boolean {
  const options = VALUES.get(program);
  if (options === undefined) return false;
  const { operands, folder } = split(args, options);
  const target = folder ?? operands.pop();
  if (target !== undefined) nameProgram(run, operands, target);
  for (const source of operands) {
    if (target === undefined || !run.listener.spend(COST)) break;
    copyWord(run, program, source, target, operands.length > 1);
  }
  return true;
}

/** A link to or copy of a program outside the repository is another name of it. */
function nameProgram({ scope }: Run, operands: readonly Word[], target: Word): void {
  const [source] = operands;
  const path = firstText(source);
  const name = baseName(firstText(target));
  if (operands.length !== 1 || !/^\/\S*\w$/.test(path) || !isLiteral(path) || name === "" || !isLiteral(name)) return;
  const program = scope.programs.get(baseName(path)) ?? baseName(path);
  if (program !== name) scope.programs.set(name, program);
}

/** Makes a file or folder available under another path. Folders outside the repository are not tracked. */
export function copyPath(scope: Scope, repository: Files, from: string, to: string): void {
  if (from === to) return;
  const files = filesOf(scope, repository);
  const file = files.read(from);
  if (file !== undefined) {
    scope.files.set(to, file);
    return;
  }
  if (from !== "" && files.below(from).length === 0) return;
  for (const [path, written] of scope.files)
    if (isBelow(path, from)) scope.files.set(rebasePath(path, from, to), written);
  const origin = originOf(scope.copies, from) ?? from;
  if (isMachinePath(origin) || scope.copies.size >= COPIES_LIMIT) return;
  scope.copies.delete(to);
  scope.copies.set(to, origin);
}

/** A copy may search all folders, which costs as much as this many commands. */
const COST = 50;

type Operands = { readonly operands: Word[]; readonly folder: Word | undefined };

function split(args: readonly Word[], options: readonly string[]): Operands {
  const operands: Word[] = [];
  let folder: Word | undefined;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    const text = firstText(arg);
    if (arg === undefined || text === "--") continue;
    if (!text.startsWith("-") || text === "-") operands.push(arg);
    // In `-avze`, the last letter is the one that takes a word.
    else if (options.includes(text.startsWith("--") ? text : `-${text.at(-1)}`)) {
      if (/^(?:-t|--target-directory)$/.test(text)) folder = args[at + 1];
      at++;
    }
  }
  return { operands, folder };
}

/** `user@host:path`. A colon after a slash belongs to a path on this machine. */
const ON_HOST = /^[^/:]+:(?!\/\/)(.*)$/s;
/** Base of relative paths on a host. */
const HOME: Folder = { directory: undefined, elsewhere: "~" };

function copyWord(run: Run, program: string, source: Word, target: Word, isOneOfMany: boolean): void {
  const { scope, repository, host } = run;
  const files = filesOf(scope, repository);
  const onHost = program === "scp" || program === "rsync" ? ON_HOST.exec(firstText(target))?.[1] : undefined;
  const text = onHost ?? firstText(target);
  const to = onHost === undefined ? pathFrom(scope, text) : pathFrom(HOME, text || "~");
  if (to === undefined) return;
  const isFolder = isOneOfMany || /(?:^|\/)\.{0,2}$/.test(text) || files.below(to).length > 0;
  const { directory, elsewhere } = scope;
  // A trailing slash of a folder matters only to rsync.
  const names = source.values.map(({ text }) => (program === "rsync" ? text : text.replace(/([^/])\/+$/, "$1")));
  const around = { host, directory, elsewhere, files };
  for (const { from, isContents } of names.flatMap((name) => copySources(name, around))) {
    const inside = joinPath(to, baseName(from)) ?? to;
    const isFile = files.read(from) !== undefined;
    if (isContents) copyPath(scope, repository, from, to);
    else if (isFolder || (program === "rsync" && !isFile)) copyPath(scope, repository, from, inside);
    else {
      copyPath(scope, repository, from, to);
      // It is unknown whether `/opt/app` is a folder; a name with a dot most likely is not.
      if (isMachinePath(to) && !(isFile && /[^/]\./.test(baseName(to)))) copyPath(scope, repository, from, inside);
    }
  }
}
