// trivy-fs-scan: what it takes and gives.
import { bool, choice, defineAction, list, output, path } from "@deploy-actions/action";
import { z } from "zod/mini";
import { readScanners } from "./scanners.ts";
import { readSeverities, THRESHOLDS } from "./severity.ts";
import { skipDirsProblem } from "./skip-dirs.ts";

const count = (severity: string) => output(z.int(), `Findings of severity ${severity} in the report.`);

export const definition = defineAction({
  name: "trivy-fs-scan",
  description:
    "Scans a folder for vulnerable dependencies and committed secrets with a Trivy that you have, in one run: JSON, a table, annotations, counts and a gate.",
  branding: { icon: "shield", color: "blue" },
  permissions: {},
  inputs: {
    "scan-path": path({
      description: "The folder or file to scan; a link is followed, and the real place is scanned.",
      default: ".",
    }),
    "allow-outside-workspace": bool({
      description: "Whether scan-path may be, or lead through a link to, a place outside the workspace.",
      default: "false",
    }),
    scanners: list({
      description: "What to look for: vuln (needs Trivy's database), secret.",
      default: "vuln,secret",
      read: readScanners,
    }),
    severity: list({
      description:
        "Severities in the report, of CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN; what fails the step is always in it.",
      default: "HIGH,CRITICAL",
      read: readSeverities,
    }),
    "fail-on": choice(THRESHOLDS, {
      description: "The least severity that fails the step; NONE never does.",
      default: "HIGH",
    }),
    "fail-on-nothing": bool({
      description: "Whether a scanner that found nothing to look at fails the step instead of warning.",
      default: "false",
    }),
    "skip-dirs": list({
      description: "Folders below scan-path to leave out, as paths or patterns (**/testdata).",
      check: skipDirsProblem,
    }),
    trivyignore: path({
      description:
        "A .trivyignore or .trivyignore.yaml with findings that are accepted; .trivyignore in the working directory when absent.",
    }),
    "trivy-path": path({ description: "The Trivy binary to use; the one on PATH when absent." }),
    "json-file": path({
      description: "Where to write the JSON report; a file in the job's temporary folder when absent.",
    }),
    "table-file": path({ description: "Where to write the table; a file in the job's temporary folder when absent." }),
  },
  outputs: {
    critical: count("CRITICAL"),
    high: count("HIGH"),
    medium: count("MEDIUM"),
    low: count("LOW"),
    unknown: count("UNKNOWN"),
    total: output(z.int(), "All findings in the report."),
    targets: output(
      z.optional(z.int()),
      "Lock files and other lists of packages that were checked for vulnerabilities; empty without the scanner vuln.",
    ),
    "files-scanned": output(
      z.optional(z.int()),
      "Files that were there to be searched for secrets; empty without the scanner secret.",
    ),
    "report-json": output(z.string(), "Absolute path of Trivy's JSON report, without any text of a secret."),
    "report-table": output(z.string(), "Absolute path of the same findings as a text table."),
  },
});
