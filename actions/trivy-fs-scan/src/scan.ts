// Runs Trivy once, in an empty folder that goes away afterwards, and reads what it found.
import { join } from "node:path";
import type { Log } from "@deploy-actions/contract";
import { commandLine, type Target } from "@deploy-actions/target";
import { ScanError } from "./scan-error.ts";
import { type Scan, scanCommand } from "./trivy-command.ts";
import { examineTrivy, locateTrivy } from "./trivy-program.ts";
import type { Report } from "./trivy-report.ts";

export type Asked = Pick<Scan, "root" | "scanners" | "severities" | "skipDirs" | "ignoreFile"> & {
  readonly trivy: string | undefined;
};

/** Throws ScanError, and TargetError when it is cancelled. */
export async function scan(
  target: Target,
  { trivy: given, ...asked }: Asked,
  environment: Readonly<NodeJS.ProcessEnv>,
  signal: AbortSignal,
  log: Log,
): Promise<Report> {
  const program = await locateTrivy(given, environment);
  const folder = await target.makeTemporaryFolder("trivy");
  try {
    const { path, version } = await examineTrivy(program, folder, signal);
    const output = join(folder, "report.json");
    const command = scanCommand({ ...asked, trivy: path, version, folder, output });
    log.info(`Trivy ${version}: ${commandLine(command)}`);
    const { code, stderr } = await target.run(command, { signal, onLine: (line) => log.debug(line) });
    const text = code === 0 ? await target.readFile(output) : undefined;
    if (text === undefined) throw scanFailed(code, stderr);
    const { readReport } = await import("./trivy-report.ts");
    return readReport(text);
  } finally {
    await target.remove(folder);
  }
}

function scanFailed(code: number, stderr: string): ScanError {
  const words = fatalWords(stderr);
  const database = /vulnerability DB|trivy-db|TOOMANYREQUESTS/i.test(words);
  return new ScanError("scan-failed", {
    message: `Trivy ended with code ${code}: ${words}`,
    state: "The scan did not finish, so nothing is known of what it would have found.",
    next: database
      ? "Its vulnerability database could not be had: allow the runner to reach it, set TRIVY_DB_REPOSITORY to a mirror, or scan for secrets only (scanners: secret)."
      : "Run the printed command by hand to see all of its output.",
  });
}

/** Trivy puts the reason on its last FATAL line, or what it prints after it. */
export function fatalWords(stderr: string): string {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const fatal = lines.findLastIndex((line) => line.includes("FATAL"));
  const said = fatal < 0 ? lines.slice(-1) : lines.slice(fatal);
  return (
    said
      .join(" ")
      .replace(/^.*FATAL\s+/, "")
      .slice(0, 1000) || "it said nothing"
  );
}
