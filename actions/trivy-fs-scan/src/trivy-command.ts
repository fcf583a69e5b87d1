// The one Trivy call of a scan, as a value. Everything a later report needs is in its JSON; nothing is scanned twice.

import { join } from "node:path";
import type { Command } from "@deploy-actions/target";
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
  /** An empty folder to run in: Trivy obeys a trivy.yaml, trivy-secret.yaml or .trivyignore where it stands, and a pull request could bring one. */
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
      // Absolute, since Trivy reads a relative one against where it stands first.
      ...scan.skipDirs.flatMap((folder) => ["--skip-dirs", csvField(join(scan.root, folder))]),
      ...(scan.ignoreFile === undefined ? [] : ["--ignorefile", scan.ignoreFile]),
      ...["--format", "json", "--output", scan.output],
      ...["--no-progress", "--timeout", LIMIT],
      ...(knowsSilence(scan.version) ? ["--disable-telemetry", "--skip-version-check"] : []),
      "--",
      scan.root,
    ],
    cwd: scan.folder,
    inherit: ALLOWED,
  };
}

export function versionCommand(trivy: string, folder: string): Command {
  return { argv: [trivy, "--version"], cwd: folder, inherit: ALLOWED };
}

/** Trivy's own limit is 5 minutes, too short for a first download of its database on a slow line; the job's timeout is the real one. */
const LIMIT = "60m";

/**
 * All that Trivy gets of the environment: what it needs to run, to find its cache and to reach its database. Never the job's tokens
 * (GITHUB_TOKEN, ACTIONS_*), which the malicious release of March 2026 (CVE-2026-33634) was after, and no TRIVY_* that would change what is scanned.
 */
const ALLOWED = [
  ...["PATH", "HOME", "LANG", "TZ", "TMPDIR", "XDG_CACHE_HOME"],
  // By it the runner finds what a job left running.
  "RUNNER_TRACKING_ID",
  ...[
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
  ],
  ...[
    "TRIVY_CACHE_DIR",
    "TRIVY_DB_REPOSITORY",
    "TRIVY_JAVA_DB_REPOSITORY",
    "TRIVY_SKIP_DB_UPDATE",
    "TRIVY_SKIP_JAVA_DB_UPDATE",
    "TRIVY_OFFLINE_SCAN",
  ],
  ...["SystemRoot", "USERPROFILE", "LOCALAPPDATA", "TEMP", "TMP", "PATHEXT"],
];

/** The two flags came with 0.64.0; older versions end with an error over a flag they don't know. */
function knowsSilence(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 0 || minor >= 64;
}

/** The flag takes a line of comma-separated values (RFC 4180). */
function csvField(value: string): string {
  return /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
