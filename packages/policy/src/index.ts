// The policy over what workflows deploy: rules, suppression, fixes and reports.
export type { Finding, Fix, Location, Related, Severity } from "./finding.ts";
