// Inputs and outputs of trivy-fs-scan.
import { bool, choice, defineAction, list, output, path } from "@deploy-actions/action";
import { z } from "zod/mini";
import { readScanners } from "./scanners.ts";
import { readSeverities, THRESHOLDS } from "./severity.ts";
import { skipDirsProblem } from "./skip-dirs.ts";

const count = (severity: string) => output(z.int(), `Number of findings with severity ${severity} in the report.`);

export const definition = defineAction({
  name: "trivy-fs-scan",
  description:
    "Scans a folder for vulnerable dependencies and committed secrets with your own Trivy, in one run: JSON report, table, annotations, counts and a severity threshold.",
  branding: { icon: "shield", color: "blue" },
  permissions: {},
  opensConnections: false,
  inputs: {
    "scan-path": path({
      description: "The folder or file to scan; links are resolved, and their target is scanned.",
      default: ".",
    }),
    "allow-outside-workspace": bool({
      description: "Whether scan-path may be outside the workspace, directly or through a link.",
      default: "false",
    }),
    scanners: list({
      description: "The scanners to run: vuln (requires Trivy's database), secret.",
      default: "vuln,secret",
      read: readScanners,
    }),
    severity: list({
      description:
        "The severities to report: CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN; severities that fail the step are always included.",
      default: "HIGH,CRITICAL",
      read: readSeverities,
    }),
    "fail-on": choice(THRESHOLDS, {
      description: "The lowest severity that fails the step; with NONE no finding fails it.",
      default: "HIGH",
    }),
    "fail-on-nothing": bool({
      description: "Whether a scanner that finds nothing to scan fails the step instead of warning.",
      default: "false",
    }),
    "skip-dirs": list({
      description: "Folders below scan-path to skip, as paths or patterns (**/testdata).",
      check: skipDirsProblem,
    }),
    trivyignore: path({
      description:
        "A .trivyignore or .trivyignore.yaml with accepted findings; defaults to .trivyignore in the working directory.",
    }),
    "policy-from": choice(["head", "base"], {
      description:
        "Whose ignore file applies to a pull request: that of the checkout (head), or that of the base branch, which must be in the clone (base).",
      default: "head",
    }),
    "trivy-path": path({ description: "The Trivy binary to use; defaults to the one on PATH." }),
    "json-file": path({
      description:
        "Path of the JSON report, in the workspace or in `runner.temp`; defaults to a file in the job's temporary folder.",
    }),
    "table-file": path({
      description:
        "Path of the table, in the workspace or in `runner.temp`; defaults to a file in the job's temporary folder.",
    }),
  },
  outputs: {
    critical: count("CRITICAL"),
    high: count("HIGH"),
    medium: count("MEDIUM"),
    low: count("LOW"),
    unknown: count("UNKNOWN"),
    total: output(z.int(), "Total number of findings in the report."),
    targets: output(
      z.optional(z.int()),
      "Number of lock files and other package lists checked for vulnerabilities; empty without the scanner vuln.",
    ),
    "files-scanned": output(
      z.optional(z.int()),
      "Number of files available to search for secrets; empty without the scanner secret.",
    ),
    "report-json": output(z.string(), "Absolute path of Trivy's JSON report, with the text of secrets removed."),
    "report-table": output(z.string(), "Absolute path of the same findings as a text table."),
  },
});
