// Which Node the program runs under on a person's machine: the action gets its own from the runner, a program takes what is there.

/** Major version; the release's package.json asks npm for the same. Older ones lack what the code is written with. */
export const OLDEST_NODE = 22;

/** Why this Node (`20.11.0`) cannot run the program, as sentences; undefined where it can. */
export function nodeProblem(version: string): string | undefined {
  return Number.parseInt(version, 10) >= OLDEST_NODE
    ? undefined
    : `immutable-tag-validator needs Node ${OLDEST_NODE} or later, and this is Node ${version}. Install a newer one, or put it first on PATH.`;
}
