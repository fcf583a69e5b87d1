// Looks up commits by their first digits in the objects of a clone. Branches and tags of the same name are not looked at.
import { git } from "./git.ts";

const DIGITS = /^[0-9a-f]{7,64}$/;
/** Seven digits are shared by a handful of objects even in the largest repositories. */
const LIMIT = 50;

/** The full SHAs of the commits in the clone that start with `digits`; empty if there is none, or no clone. */
export async function commitsStartingWith(
  folder: string,
  digits: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  if (!DIGITS.test(digits)) return [];
  const found = await git(folder, ["rev-parse", `--disambiguate=${digits}`], signal);
  if (!found.ok || found.code !== 0) return [];
  const commits: string[] = [];
  for (const object of found.stdout
    .split("\n")
    .filter((line) => line !== "")
    .slice(0, LIMIT)) {
    const type = await git(folder, ["cat-file", "-t", object], signal);
    if (type.ok && type.code === 0 && type.stdout.trim() === "commit") commits.push(object);
  }
  return commits;
}
