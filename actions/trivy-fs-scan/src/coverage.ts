// Says what the scan looked at, and what it did not: no finding in nothing is no good news.
import type { Log, Problem } from "@deploy-actions/contract";
import type { Scanner } from "./scanners.ts";
import type { Report } from "./trivy-report.ts";
import type { Walked } from "./walk.ts";

/** What each scanner looked at; absent where the scanner did not run. */
export type Coverage = { readonly targets?: number; readonly files?: number; readonly unfollowed: readonly string[] };

export function coverageOf(scanners: readonly Scanner[], { targets }: Report, { files, unfollowed }: Walked): Coverage {
  return {
    ...(scanners.includes("vuln") ? { targets } : {}),
    ...(scanners.includes("secret") ? { files } : {}),
    unfollowed,
  };
}

/** "3 package lists checked for vulnerabilities, 120 files searched for secrets". */
export function inWords({ targets, files }: Coverage): string {
  return [
    targets === undefined ? [] : [`${counted(targets, "package list")} checked for vulnerabilities`],
    files === undefined ? [] : [`${counted(files, "file")} searched for secrets`],
  ]
    .flat()
    .join(", ");
}

/** One sentence for each scanner that had nothing to look at. */
export function gaps({ targets, files }: Coverage): readonly string[] {
  return [
    ...(targets === 0 ? ["No lock file or other list of packages was there to be checked for vulnerabilities."] : []),
    ...(files === 0 ? ["No file was there to be searched for secrets."] : []),
  ];
}

/** What fails the step under fail-on-nothing, or undefined. */
export function nothingLookedAt(coverage: Coverage, root: string): Problem | undefined {
  const [first, ...more] = gaps(coverage);
  if (first === undefined) return undefined;
  return {
    happened: [first, ...more].join(" "),
    state: `The scan of ${root} ran and says nothing about that; fail-on-nothing makes it an error.`,
    next: "Point scan-path at the code, commit the lock file, check skip-dirs, or name in scanners only what there is to look at.",
  };
}

/** A link that leads out of the scanned folder is not followed by Trivy, and what is behind it is not looked at. */
export function warnOfLinks({ unfollowed }: Coverage, log: Log): void {
  if (unfollowed.length === 0) return;
  const named = unfollowed.slice(0, 5).join(", ");
  const more = unfollowed.length > 5 ? ` and ${unfollowed.length - 5} more` : "";
  log.warning(
    `${counted(unfollowed.length, "link")} below scan-path ${unfollowed.length === 1 ? "leads" : "lead"} out of it or nowhere, and Trivy follows none: ${named}${more}. Scan what is behind by a step of its own.`,
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
