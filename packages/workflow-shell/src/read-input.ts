// `read` and `mapfile`: variables with what stands in the standard input.
import { firstText, type Word } from "@deploy-actions/workflow-source/command";
import { mapText, mark, only } from "@deploy-actions/workflow-source/value";
import { NOTHING, type Output, printed, type Run, type Streams } from "./run.ts";
import { runLater } from "./trap.ts";

/** `read NAME` takes the first line, `read -d ''` everything. How a text is split at other separators is not tracked. */
export function readInput(run: Run, args: readonly Word[], { stdin }: Streams): Output {
  const given = stdin === undefined ? undefined : printed(stdin);
  const callback = args[args.findIndex((arg) => firstText(arg) === "-C") + 1];
  if (args.some((arg) => firstText(arg) === "-C") && callback !== undefined) runLater(run, callback)();
  const takesAll = args.some((arg, index) => firstText(arg) === "-d" && firstText(args[index + 1]) === "");
  const names = args.map(firstText).filter((text) => /^[A-Za-z_]\w*$/.test(text));
  for (const name of names) {
    const partIn = (text: string): string => {
      if (takesAll) return text;
      const [line = ""] = text.split("\n");
      return names.length > 1 ? wordIn(line, names.indexOf(name), names.length) : line;
    };
    const isOpen = given === undefined || (names.length > 1 && run.scope.variables.get("IFS") !== undefined);
    run.scope.variables.set(name, isOpen ? only(mark("command")) : mapText(given, partIn));
  }
  return NOTHING;
}

/** The last name takes the rest of the line. */
function wordIn(line: string, index: number, names: number): string {
  const words = line.trim().split(/[ \t]+/);
  return index === names - 1 ? words.slice(index).join(" ") : (words[index] ?? "");
}
