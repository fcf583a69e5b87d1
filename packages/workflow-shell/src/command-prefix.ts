// Finds the command that a command starts with other programs in front of it: `sudo -E TAG=x docker pull y` runs docker.
import { firstText, literalOf, type Word } from "@deploy-actions/workflow-source/command";
import { mapText, type Values } from "@deploy-actions/workflow-source/value";

/**
 * Programs that run the command after them: their options that take the next word, and the number of operands before the command (a
 * duration, a lock file, a group). A program that is not listed here is looked through as well (inner-command.ts), so only those whose
 * options or operands could be taken for a command must be.
 */
const PREFIXES: ReadonlyMap<string, { readonly options: readonly string[]; readonly operands: number }> = new Map(
  Object.entries({
    sudo: "-u -g -h -p -C -D -R -T -U -r -t --user --group --chdir",
    doas: "-u -C",
    env: "-u -C --unset --chdir",
    timeout: "1 -k -s --kill-after --signal",
    gtimeout: "1 -k -s --kill-after --signal",
    nice: "-n --adjustment",
    ionice: "-c -n --class --classdata",
    time: "-f -o --format --output",
    stdbuf: "-i -o -e",
    sg: "1",
    flock: "1 -w -E --timeout --wait --conflict-exit-code",
    nohup: "",
    setsid: "",
    sshpass: "-d -f -p -P",
    exec: "-a",
    command: "",
    builtin: "",
    unbuffer: "",
    busybox: "",
    toybox: "",
    chroot: "1 --userspec --groups",
    runuser: "-u -g -G --user --group --supp-group",
    strace: "-o -e -s -p -u -E -P -a -O -S -I -b -X",
    taskset: "1",
    chrt: "1",
    gosu: "1",
    "su-exec": "1",
    watch: "-n -q --interval",
    unshare: "-S -G -R -w --setuid --setgid --root --wd --map-user --map-group --propagation",
    nsenter: "-t -S -G --target --setuid --setgid",
    systemd_run: "",
    k3s: "",
    microk8s: "",
    lima: "",
    colima: "",
  }).map(([program, written]) => {
    const words = written.split(" ");
    const operands = /^\d$/.test(words[0] ?? "") ? Number(words[0]) : 0;
    return [program.replace("_", "-"), { options: words.filter((word) => word.startsWith("-")), operands }];
  }),
);

export type FoundCommand = {
  /** The index of the command's name. */
  readonly at: number;
  /** The variables that `sudo A=b` or `env A=b` set for it. */
  readonly variables: readonly (readonly [string, Values])[];
  /** True if another program starts it, which sees neither functions nor aliases of the script. */
  readonly isStarted: boolean;
};

export function findCommand(words: readonly Word[], from = 0): FoundCommand {
  const variables: (readonly [string, Values])[] = [];
  let at = from;
  let isStarted = false;
  for (;;) {
    const program = nameOf(words[at]);
    const prefix = PREFIXES.get(program);
    if (prefix === undefined || at + 1 >= words.length || runsText(program, words, at + 1)) {
      return { at, variables, isStarted };
    }
    const start = at;
    at++;
    for (let word = words[at]; word !== undefined; word = words[at]) {
      const text = firstText(word);
      const assignment = /^([A-Za-z_]\w*)=/.exec(text);
      if (assignment?.[1] !== undefined) variables.push([assignment[1], mapText(word.values, afterEquals)]);
      else if (!text.startsWith("-") || text === "-") break;
      at += assignment === null && prefix.options.includes(text) ? 2 : 1;
      if (text === "--") break;
    }
    at += prefix.operands;
    // Options only (`sudo -i`, `flock -u 9`), or a name of which nothing is known: not a prefix here.
    if (at >= words.length) return { at: start, variables, isStarted };
    if (program !== "time") isStarted = true;
  }
}

/** Options with which the program runs a text instead of the words after it; see nested-scripts/text-run-by.ts. */
const TEXTS: ReadonlyMap<string, RegExp> = new Map([
  ["env", /^(?:-\w*S|--split-string)/],
  ["flock", /^(?:-c|--command)(?:=|$)/],
  ["sg", /^-c$/],
  ["runuser", /^(?:-\w*c|--(?:session-)?command(?:=.*)?)$/],
  ["watch", /^(?!-)/],
  ["sudo", /^(?:-[A-Za-z]*[si]|--shell|--login)$/],
]);

function runsText(program: string, words: readonly Word[], from: number): boolean {
  const option = TEXTS.get(program);
  if (option === undefined) return false;
  const rest = words.slice(from);
  if (program === "watch") return /\s/.test(firstText(rest.find((word) => !firstText(word).startsWith("-"))));
  if (program === "sg") return option.test(firstText(rest[1])) || /\s/.test(firstText(rest[1]));
  const own = rest.findIndex((word) => !firstText(word).startsWith("-"));
  const reach = program === "flock" ? own + 2 : own === -1 ? rest.length : own;
  const isText = rest.slice(0, reach).some((word) => option.test(firstText(word)));
  return program === "runuser" ? rest.some((word) => option.test(firstText(word))) : isText;
}

function nameOf(word: Word | undefined): string {
  const path = literalOf(word) ?? "";
  return path.slice(path.lastIndexOf("/") + 1);
}

function afterEquals(text: string): string {
  return text.slice(text.indexOf("=") + 1);
}
