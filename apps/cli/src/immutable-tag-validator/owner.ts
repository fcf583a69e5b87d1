// Finds the owner of a repository in its git configuration, without running git.
import { join } from "node:path";
import { readRegularFile } from "@deploy-actions/untrusted/file";

const SIZE_LIMIT = 100_000;

/** Owner of the remote `origin`, spelled as in its URL; undefined if there is none. Never throws. */
export function remoteOwner(root: string): string | undefined {
  const file = join(root, ".git", "config");
  try {
    return ownerInConfig(readRegularFile(file, { maxBytes: SIZE_LIMIT }).bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Takes the text of a git configuration file (git-config(1), "CONFIGURATION FILE"). */
export function ownerInConfig(config: string): string | undefined {
  let section = "";
  for (const line of config.split("\n", 10_000).map((each) => each.trim())) {
    if (line.startsWith("[")) section = line;
    else if (/^\[remote\s+"origin"\]/i.test(section) && /^url\s*=/i.test(line)) {
      return /[:/]([\w.-]+)\/[^/]+$/.exec(line.slice(line.indexOf("=") + 1).trim())?.[1];
    }
  }
  return undefined;
}
