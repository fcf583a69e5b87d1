// Extracts Compose's error message from its stderr.

/** The last lines of `stderr` that are neither progress nor warnings. */
export function composeErrorMessage(stderr: string): string {
  const lines = stderr.split(/\r?\n/).map((line) => line.trim());
  const messages = lines.filter((line) => line !== "" && !/^time=".*level=warning/.test(line) && !PROGRESS.test(line));
  return messages.slice(-3).map(withoutQuotation).join(" ") || "it printed nothing.";
}

/** For an env_file that it cannot parse, Compose quotes the line or the rest of the file, with its secrets. */
function withoutQuotation(line: string): string {
  return line.replace(
    /(in variable name|unterminated quoted value|key cannot contain a space|^Invalid template).*$/,
    "$1",
  );
}

const PROGRESS =
  /^(?:Container|Network|Volume|Image) \S+ +(?:Creat|Start|Stopp|Remov|Recreat|Runn|Wait|Healthy|Exit|Error)\w*$/;
