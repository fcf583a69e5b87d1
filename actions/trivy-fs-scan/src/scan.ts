// Runs Trivy once, in an empty temporary folder, and reads its report.
import { join } from "node:path";
import type { Log } from "@deploy-actions/contract";
import { commandLine, type Target } from "@deploy-actions/target";
import { cut } from "@deploy-actions/untrusted/text";
import { ScanError } from "./scan-error.ts";
import { type Scan, scanCommand } from "./trivy-command.ts";
import { examineTrivy, locateTrivy } from "./trivy-program.ts";
import type { Report } from "./trivy-report.ts";

export type ScanRequest = Pick<Scan, "root" | "scanners" | "severities" | "skipDirs" | "ignoreFile"> & {
  readonly trivy: string | undefined;
};

/** Throws ScanError, and TargetError when it is cancelled. */
export async function scan(
  target: Target,
  { trivy: given, ...request }: ScanRequest,
  environment: Readonly<NodeJS.ProcessEnv>,
  signal: AbortSignal,
  log: Log,
): Promise<Report> {
  const program = await locateTrivy(given, environment);
  const folder = await target.makeTemporaryFolder("trivy");
  try {
    const { path, version } = await examineTrivy(target, program, folder, signal);
    const output = join(folder, "report.json");
    const command = scanCommand({ ...request, trivy: path, version, folder, output });
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
  const reason = fatalMessage(stderr);
  const database = /vulnerability DB|trivy-db|TOOMANYREQUESTS/i.test(reason);
  return new ScanError("scan-failed", {
    message: `Trivy exited with code ${code}: ${reason}`,
    state: "The scan did not finish, so its findings are unknown.",
    next: database
      ? "Its vulnerability database could not be downloaded: allow the runner to reach it, set TRIVY_DB_REPOSITORY to a mirror, or scan for secrets only (scanners: secret)."
      : "Run the printed command manually to see its complete output.",
  });
}

/** Trivy prints the reason on its last FATAL line and the lines after it. */
export function fatalMessage(stderr: string): string {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const fatal = lines.findLastIndex((line) => line.includes("FATAL"));
  const message = fatal < 0 ? lines.slice(-1) : lines.slice(fatal);
  return cut(message.join(" ").replace(/^.*FATAL\s+/, ""), 1000) || "it printed nothing";
}
