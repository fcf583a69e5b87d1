// Reads the findings from Trivy's JSON report (schema version 2), and removes the text of secrets from the report: Trivy masks the match itself
// but includes the surrounding lines, which may contain another secret.
import { z } from "zod/mini";
import { ScanError } from "./scan-error.ts";
import { SEVERITIES, type Severity } from "./severity.ts";

export type Finding = {
  readonly kind: "vulnerability" | "secret";
  readonly severity: Severity;
  /** The CVE or rule id. */
  readonly id: string;
  readonly title: string;
  /** As in Trivy's report, relative to the scanned path. */
  readonly file: string;
  /** First and last line, for secrets only. */
  readonly lines?: { readonly first: number; readonly last: number };
  /** For vulnerabilities only. `fixed` is empty when there is no fix. */
  readonly package?: { readonly name: string; readonly installed: string; readonly fixed: string };
  /** Trivy's severity, if it is not a known one. */
  readonly rated?: string;
};

export type Report = {
  readonly findings: readonly Finding[];
  /** The number of package lists (lock files and similar) that Trivy read. */
  readonly targets: number;
  /** Trivy's report, redacted. */
  readonly json: string;
};

/** Trivy omits the severity of a finding that has not been rated. */
const severity = z._default(z.string(), "UNKNOWN");
const Vulnerability = z.looseObject({
  VulnerabilityID: z.string(),
  Severity: severity,
  Title: z._default(z.string(), ""),
  PkgName: z.string(),
  InstalledVersion: z._default(z.string(), ""),
  FixedVersion: z._default(z.string(), ""),
});
const Secret = z.pipe(
  z.looseObject({ RuleID: z.string(), Severity: severity, Title: z.string(), StartLine: z.int(), EndLine: z.int() }),
  z.transform(({ Match: _match, Code: _code, ...rest }) => rest),
);
/** Metadata describes the last commit (message, author, e-mail). It is removed, because it is not part of the scan and may contain secrets. */
const TrivyReport = z.pipe(
  z.looseObject({
    SchemaVersion: z.literal(2),
    Results: z.pipe(
      z.nullish(
        z.array(
          z.looseObject({
            Target: z.string(),
            Class: z.optional(z.string()),
            Vulnerabilities: z.optional(z.array(Vulnerability)),
            Secrets: z.optional(z.array(Secret)),
          }),
        ),
      ),
      z.transform((results) => results ?? []),
    ),
  }),
  z.transform(({ Metadata: _metadata, ...rest }) => rest),
);

/** Findings worst first. Throws ScanError "unexpected-report". */
export function readReport(text: string): Report {
  const report = parsed(text);
  const findings = report.Results.flatMap(({ Target, Vulnerabilities = [], Secrets = [] }): Finding[] => [
    ...Vulnerabilities.map((each) => vulnerability(Target, each)),
    ...Secrets.map((each) => secret(Target, each)),
  ]);
  const rank = ({ severity: each, rated }: Finding): number => (rated === undefined ? SEVERITIES.indexOf(each) : -1);
  return {
    findings: findings.toSorted((one, other) => rank(one) - rank(other)),
    targets: report.Results.filter(({ Class = "" }) => Class.endsWith("-pkgs")).length,
    json: `${JSON.stringify(report, undefined, 2)}\n`,
  };
}

function vulnerability(file: string, found: z.output<typeof Vulnerability>): Finding {
  const {
    VulnerabilityID: id,
    Severity,
    Title: title,
    PkgName: name,
    InstalledVersion: installed,
    FixedVersion: fixed,
  } = found;
  return { kind: "vulnerability", ...ratingOf(Severity), id, title, file, package: { name, installed, fixed } };
}

function secret(file: string, found: z.output<typeof Secret>): Finding {
  const { RuleID: id, Severity, Title: title, StartLine: first, EndLine: last } = found;
  return { kind: "secret", ...ratingOf(Severity), id, title, file, lines: { first, last } };
}

/** A finding with an unknown severity must not be treated as harmless. */
function ratingOf(text: string): Pick<Finding, "severity" | "rated"> {
  const severity = SEVERITIES.find((each) => each === text.toUpperCase());
  return severity === undefined ? { severity: "UNKNOWN", rated: text } : { severity };
}

function parsed(text: string): z.output<typeof TrivyReport> {
  try {
    return TrivyReport.parse(JSON.parse(text));
  } catch (cause) {
    throw new ScanError("unexpected-report", {
      message: "This version of the action cannot read Trivy's report.",
      state: "The scan ran, but its result is unknown.",
      next: "Use Trivy 0.50 to 0.72, or a newer release of this action.",
      cause,
    });
  }
}
