// Finds the command after its prefixes: `sudo -E TAG=x docker pull y` runs docker.
import { firstText, literalOf, type Word } from "@deploy-actions/workflow-source/command";
import { mapText, type Values } from "@deploy-actions/workflow-source/value";

/** Programs that run the command after them, with their options that take the next word. */
const PREFIXES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    sudo: "-u -g -h -p -C -D -R -T -U -r -t --user --group --chdir",
    doas: "-u -C",
    env: "-u -C -S --unset --chdir",
    timeout: "-k -s --kill-after --signal",
    nice: "-n --adjustment",
    ionice: "-c -n --class --classdata",
    time: "-f -o --format --output",
    stdbuf: "-i -o -e",
    sg: "",
    flock: "-w -E --timeout",
    nohup: "",
    setsid: "",
    sshpass: "-d -f -p -P",
    exec: "-a",
    command: "",
    builtin: "",
    unbuffer: "",
    xargs: "-I -n -P -L -d -a -s -E --max-args --max-procs --replace --delimiter",
  }).map(([program, options]) => [program, options.split(" ")]),
);

/** Number of operands before the command: a duration, a lock file, a group. */
const OPERANDS: Readonly<Record<string, number>> = { timeout: 1, flock: 1, sg: 1 };

/** The index of the command's name, and the variables that `sudo A=b` or `env A=b` set for it. */
export function findCommand(words: readonly Word[]): {
  readonly at: number;
  readonly variables: readonly (readonly [string, Values])[];
} {
  const variables: (readonly [string, Values])[] = [];
  let at = 0;
  for (;;) {
    const program = nameOf(words[at]);
    const options = PREFIXES.get(program);
    if (options === undefined || at + 1 >= words.length) return { at, variables };
    at++;
    for (let word = words[at]; word !== undefined; word = words[at]) {
      const text = firstText(word);
      const assignment = /^([A-Za-z_]\w*)=/.exec(text);
      if (assignment?.[1] !== undefined) variables.push([assignment[1], mapText(word.values, afterEquals)]);
      else if (!text.startsWith("-") || text === "-") break;
      at += assignment === null && options.includes(text) ? 2 : 1;
    }
    at += OPERANDS[program] ?? 0;
  }
}

function nameOf(word: Word | undefined): string {
  const path = literalOf(word) ?? "";
  return path.slice(path.lastIndexOf("/") + 1);
}

function afterEquals(text: string): string {
  return text.slice(text.indexOf("=") + 1);
}
