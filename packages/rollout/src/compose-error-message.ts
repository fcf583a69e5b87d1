// Picks Compose's reason out of what it printed.

/** Compose's reason, without its progress and its warnings. */
export function composeWords(stderr: string): string {
  const lines = stderr.split(/\r?\n/).map((line) => line.trim());
  const words = lines.filter((line) => line !== "" && !/^time=".*level=warning/.test(line) && !PROGRESS.test(line));
  return words.slice(-3).join(" ") || "it said nothing.";
}

const PROGRESS =
  /^(?:Container|Network|Volume|Image) \S+ +(?:Creat|Start|Stopp|Remov|Recreat|Runn|Wait|Healthy|Exit|Error)\w*$/;
