// The policy over what workflows deploy: rules, suppression, fixes and reports.
export { type CheckResult, checkReports, type Decisions } from "./check.ts";
export { type Config, NO_CONFIG } from "./config/config.ts";
export { readConfig } from "./config/read.ts";
export type { Finding, Fix, Location, NamedImage, Related, Severity } from "./finding.ts";
export { type Annotation, annotationsOf } from "./report/annotations.ts";
export { jsonReport } from "./report/json.ts";
export { type JsonReport, jsonReportSchema } from "./report/json-report.ts";
export { type SarifOptions, sarifLog } from "./report/sarif.ts";
export { coloured, plain, type Style } from "./report/style.ts";
export { type Block, summaryOf } from "./report/summary.ts";
export { textReport } from "./report/text.ts";
export { placeText, verdictLine } from "./report/words.ts";
export { rules } from "./rules/all.ts";
export { pageOf, type Rule, type Settings } from "./rules/rule.ts";
export type { Tally } from "./tally.ts";
