// Reads Trivy's JSON report (schema version 2) into findings, and gives the report back without a character of any secret: Trivy masks
// what it matched, but keeps the lines around it, which may hold the next secret.
import { z } from "zod/mini";
import { ScanError } from "./scan-error.ts";
import { SEVERITIES, type Severity } from "./severity.ts";

export type Finding = {
  readonly kind: "vulnerability" | "secret";
  readonly severity: Severity;
  /** CVE or rule. */
  readonly id: string;
  readonly title: string;
  /** As Trivy names it, relative to what was scanned. */
  readonly file: string;
  /** First and last line, of secrets only. */
  readonly lines?: { readonly first: number; readonly last: number };
  /** Of vulnerabilities only. `fixed` is empty where there is no fix. */
  readonly package?: { readonly name: string; readonly installed: string; readonly fixed: string };
  /** What Trivy calls its severity, where that is none we know. */
  readonly rated?: string;
};

export type Report = {
  readonly findings: readonly Finding[];
  /** How many lists of packages (lock files and the like) Trivy read. */
  readonly targets: number;
  /** Trivy's report, redacted. */
  readonly json: string;
};

/** Trivy leaves out the severity of what nobody has rated. */
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
/** Metadata is about the last commit, its message, author and e-mail: nothing of a scan, and a message may hold anything. */
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

/** A word that is none we know is no reason to take the finding for a harmless one. */
function ratingOf(word: string): Pick<Finding, "severity" | "rated"> {
  const severity = SEVERITIES.find((each) => each === word.toUpperCase());
  return severity === undefined ? { severity: "UNKNOWN", rated: word } : { severity };
}

function parsed(text: string): z.output<typeof TrivyReport> {
  try {
    return TrivyReport.parse(JSON.parse(text));
  } catch (cause) {
    throw new ScanError("unexpected-report", {
      message: "Trivy wrote a report that this version does not understand.",
      state: "The scan ran, its result is not known.",
      next: "Use a Trivy from 0.50 to 0.72, or a newer release of this action.",
      cause,
    });
  }
}
