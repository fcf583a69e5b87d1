// Finds the command behind its prefixes: `sudo -E docker pull x` runs docker.
import { literalOf, type Word } from "../shell/word.ts";

/** Programs that run the command after them, with those of their options that take the next word. */
const PREFIXES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    sudo: ["-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "-U", "-r", "-t", "--user", "--group", "--chdir"],
    env: ["-u", "-C", "--unset", "--chdir"],
    timeout: ["-k", "-s", "--kill-after", "--signal"],
    nice: ["-n", "--adjustment"],
    ionice: ["-c", "-n", "--class", "--classdata"],
    time: ["-f", "-o", "--format", "--output"],
    stdbuf: ["-i", "-o", "-e"],
    nohup: [],
    exec: ["-a"],
    command: [],
    builtin: [],
  }),
);

/** The words from the program that does the work on. */
export function withoutPrefixes(words: readonly Word[]): readonly Word[] {
  let at = 0;
  for (;;) {
    const program = programOf(words[at]);
    const options = PREFIXES.get(program);
    if (options === undefined) return words.slice(at);
    at++;
    for (let own = literalOf(words[at]); own !== undefined && isOwnWord(own); own = literalOf(words[at])) {
      at += options.includes(own) ? 2 : 1;
    }
    // `timeout` takes a duration of its own before the command.
    if (program === "timeout") at++;
  }
}

/** A program's name without its folder, or "" when the file does not tell. */
export function programOf(word: Word | undefined): string {
  const path = literalOf(word) ?? "";
  return path.slice(path.lastIndexOf("/") + 1);
}

function isOwnWord(text: string): boolean {
  return text.startsWith("-") || /^[A-Za-z_]\w*=/.test(text);
}
