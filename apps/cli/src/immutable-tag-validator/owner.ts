// Whose repository a folder is, from what git keeps of its remotes; no git is run.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const SIZE_LIMIT = 100_000;

/** Owner of the remote `origin`, in the spelling of its address; undefined where there is none. Never throws. */
export function ownerOf(root: string): string | undefined {
  const file = join(root, ".git", "config");
  try {
    if (statSync(file).size > SIZE_LIMIT) return undefined;
    return ownerIn(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Of a git configuration's text (git-config(1), "CONFIGURATION FILE"). */
export function ownerIn(config: string): string | undefined {
  let section = "";
  for (const line of config.split("\n", 10_000).map((each) => each.trim())) {
    if (line.startsWith("[")) section = line;
    else if (/^\[remote\s+"origin"\]/i.test(section) && /^url\s*=/i.test(line)) {
      return /[:/]([\w.-]+)\/[^/]+$/.exec(line.slice(line.indexOf("=") + 1).trim())?.[1];
    }
  }
  return undefined;
}
