// Reports what the scan covered: a scan without findings means nothing if there was nothing to scan.
import type { Log, Problem } from "@deploy-actions/contract";
import type { Scanner } from "./scanners.ts";
import type { Report } from "./trivy-report.ts";
import type { WalkResult } from "./walk.ts";

/** What each scanner covered; absent when the scanner did not run. */
export type Coverage = { readonly targets?: number; readonly files?: number; readonly unfollowed: readonly string[] };

export function coverageOf(
  scanners: readonly Scanner[],
  { targets }: Report,
  { files, unfollowed }: WalkResult,
): Coverage {
  return {
    ...(scanners.includes("vuln") ? { targets } : {}),
    ...(scanners.includes("secret") ? { files } : {}),
    unfollowed,
  };
}

/** "3 package lists checked for vulnerabilities, 120 files searched for secrets". */
export function describeCoverage({ targets, files }: Coverage): string {
  return [
    targets === undefined ? [] : [`${formatCount(targets, "package list")} checked for vulnerabilities`],
    files === undefined ? [] : [`${formatCount(files, "file")} searched for secrets`],
  ]
    .flat()
    .join(", ");
}

/** One sentence for each scanner that found nothing to scan. */
export function emptyScanners({ targets, files }: Coverage): readonly string[] {
  return [
    ...(targets === 0 ? ["No lock file or other package list was found to check for vulnerabilities."] : []),
    ...(files === 0 ? ["No files were found to search for secrets."] : []),
  ];
}

/** The problem that fails the step when fail-on-nothing is set, or undefined. */
export function nothingScannedProblem(coverage: Coverage, root: string): Problem | undefined {
  const [first, ...more] = emptyScanners(coverage);
  if (first === undefined) return undefined;
  return {
    happened: [first, ...more].join(" "),
    state: `The scan of ${root} ran, but had nothing to scan; fail-on-nothing makes this an error.`,
    next: "Set scan-path to the code, commit the lock file, check skip-dirs, or remove the scanner from scanners.",
  };
}

/** Trivy does not follow links, so the target of a link that points outside the scanned folder is not scanned. */
export function warnAboutLinks({ unfollowed }: Coverage, log: Log): void {
  if (unfollowed.length === 0) return;
  const named = unfollowed.slice(0, 5).join(", ");
  const more = unfollowed.length > 5 ? ` and ${unfollowed.length - 5} more` : "";
  log.warning(
    `${formatCount(unfollowed.length, "link")} below scan-path ${unfollowed.length === 1 ? "points" : "point"} outside it or ${unfollowed.length === 1 ? "is" : "are"} broken, and Trivy does not follow links: ${named}${more}. Scan the target in a separate step.`,
  );
}

function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
