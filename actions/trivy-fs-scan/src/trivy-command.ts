// The Trivy commands, as values. A scan writes one JSON report, from which everything else is derived.

import { join } from "node:path";
import { type Command, LIMIT, PROGRAM_VARIABLES } from "@deploy-actions/target";
import type { Scanner } from "./scanners.ts";
import type { Severity } from "./severity.ts";

export type Scan = {
  /** Absolute. */
  readonly trivy: string;
  readonly version: string;
  /** Absolute: a folder or a file. */
  readonly root: string;
  readonly scanners: readonly Scanner[];
  readonly severities: readonly Severity[];
  readonly skipDirs: readonly string[];
  /** Absolute. */
  readonly ignoreFile: string | undefined;
  /** An empty working directory: Trivy reads a trivy.yaml, trivy-secret.yaml or .trivyignore there, and a pull request could add one to the checkout. */
  readonly folder: string;
  /** Where Trivy writes its JSON. */
  readonly output: string;
};

export function scanCommand(scan: Scan): Command {
  return {
    argv: [
      scan.trivy,
      "filesystem",
      ...["--scanners", scan.scanners.join(",")],
      ...["--severity", scan.severities.join(",")],
      // Absolute, because Trivy resolves a relative path against its working directory first.
      ...scan.skipDirs.flatMap((folder) => ["--skip-dirs", csvField(join(scan.root, folder))]),
      ...(scan.ignoreFile === undefined ? [] : ["--ignorefile", scan.ignoreFile]),
      ...["--format", "json", "--output", scan.output],
      ...["--no-progress", "--timeout", TIMEOUT],
      ...(supportsQuietFlags(scan.version) ? ["--disable-telemetry", "--skip-version-check"] : []),
      "--",
      scan.root,
    ],
    cwd: scan.folder,
    inherit: ALLOWED,
    // Longer than Trivy's own limit, so that Trivy reports that one.
    timeoutMs: LIMIT.transfer,
    stdout: "excerpt",
    memoryBytes: MOST_MEMORY,
  };
}

export function versionCommand(trivy: string, folder: string): Command {
  return {
    argv: [trivy, "--version"],
    cwd: folder,
    inherit: ALLOWED,
    timeoutMs: LIMIT.parse,
    memoryBytes: MOST_MEMORY,
  };
}

/** Trivy's default of 5 minutes is too short for the first download of its database on a slow connection; the job's timeout applies anyway. */
const TIMEOUT = "60m";

/**
 * The environment variables that Trivy inherits: those it needs to run, to find its cache and to reach its database. Never the job's tokens
 * (GITHUB_TOKEN, ACTIONS_*), which the malicious release of March 2026 (CVE-2026-33634) tried to steal, and no TRIVY_* that changes the scan.
 */
const ALLOWED = [
  ...PROGRAM_VARIABLES,
  ...["TRIVY_CACHE_DIR", "TRIVY_DB_REPOSITORY", "TRIVY_JAVA_DB_REPOSITORY"],
  ...["TRIVY_SKIP_DB_UPDATE", "TRIVY_SKIP_JAVA_DB_UPDATE", "TRIVY_OFFLINE_SCAN"],
];

/** Trivy needs some hundred MiB for its database and for large lock files. */
const MOST_MEMORY = 4 * 1024 * 1024 * 1024;

/** The two flags were added in 0.64.0; older versions fail on an unknown flag. */
function supportsQuietFlags(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 0 || minor >= 64;
}

/** The flag is parsed as comma-separated values (RFC 4180). */
function csvField(value: string): string {
  return /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
