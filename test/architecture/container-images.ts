// Every container image that a workflow, a compose file, a Dockerfile or a script names.

/** Options of `docker run` and `docker create` whose value is the next word. */
const WITH_VALUE =
  /^(?:-[evwulphma]|--(?:env|env-file|volume|workdir|user|label|publish|name|network|entrypoint|platform|pull|mount|add-host|memory|cpus|hostname|restart))$/;

export function imagesIn(text: string): string[] {
  const lines = text.replace(/\\\n/g, " ").split("\n");
  const stages = new Set(lines.flatMap((line) => /^FROM\s.*\sAS\s+(\S+)/i.exec(line)?.[1] ?? []));
  return foldedRuns(text, lines).flatMap((line) => {
    const named =
      /^\s*(?:-\s+)?(?:image|container):\s+["']?([^\s"'{#]+)/.exec(line)?.[1] ??
      /\buses:\s+["']?docker:\/\/([^\s"']+)/.exec(line)?.[1] ??
      /^FROM\s+(?:--\S+\s+)*(\S+)/i.exec(line)?.[1] ??
      /^ARG\s+\w*IMAGE=(\S+)/i.exec(line)?.[1];
    if (named !== undefined) return stages.has(named) || named === "scratch" ? [] : [named];
    return [...line.matchAll(/\bdocker\s+(?:container\s+)?(?:run|create|pull)\s+(.*)/g)].flatMap(([, rest = ""]) =>
      firstArgument(rest.split(/\s+/)),
    );
  });
}

/** A block scalar that YAML folds (`>-`) is one command on several lines. */
function foldedRuns(text: string, lines: readonly string[]): string[] {
  const folded = [...text.matchAll(/^([ ]*)(?:- )?run: >-?\n((?:\1[ ]+.*\n)+)/gm)].map(([, , body = ""]) =>
    body.replace(/\n\s*/g, " "),
  );
  const inFolded = new Set(
    folded.flatMap((body) => lines.filter((line) => line.trim() !== "" && body.includes(line.trim()))),
  );
  return [...lines.filter((line) => !inFolded.has(line)), ...folded];
}

function firstArgument(words: readonly string[]): string[] {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (WITH_VALUE.test(word)) at += 1;
    else if (word !== "" && !word.startsWith("-")) return [word.replace(/^["']|["']$/g, "")];
  }
  return [];
}
