// Writes findings as SARIF 2.1.0, within the limits of GitHub code scanning:
// https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
import { withoutSecrets } from "@deploy-actions/secret";
import { readable } from "@deploy-actions/untrusted/text";
import type {
  ArtifactLocation,
  Invocation,
  Log,
  Notification,
  Region,
  Result,
  Run,
  Fix as SarifFix,
  Location as SarifLocation,
  Suppression,
  ThreadFlowLocation,
} from "sarif";
import type { CheckResult } from "../check.ts";
import type { Finding, Fix, Location, Severity } from "../finding.ts";
import { rules } from "../rules/all.ts";
import { fingerprintsOf } from "./fingerprint.ts";
import { counted } from "./phrases.ts";
import { sarifRule } from "./sarif-rule.ts";

export type SarifOptions = {
  readonly version: string;
  /** The project's URL, without a trailing slash. */
  readonly home: string;
  /**
   * Code scanning opens alerts even for suppressed results: use `left-out` for uploads, and `marked` for tools that understand
   * `suppressions`.
   */
  readonly suppressed: "left-out" | "marked";
};

/** Code scanning rejects a run with more results. */
const RESULT_LIMIT = 25_000;
/** Code scanning rejects a result with more than 1,000 locations and shows 100. */
const PLACE_LIMIT = 100;

export function sarifLog({ findings }: CheckResult, { version, home, suppressed }: SarifOptions) {
  const shown = suppressed === "marked" ? findings : findings.filter((one) => one.suppressed === undefined);
  const prints = fingerprintsOf(shown);
  const results = shown.map((finding, index) => resultOf(finding, prints[index] ?? ""));
  const kept = worst(results);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "immutable-tag-validator",
            version,
            informationUri: home,
            rules: rules.map((rule) => sarifRule(rule, home)),
          },
        },
        originalUriBaseIds: { "%SRCROOT%": { description: { text: "The root of the repository." } } },
        columnKind: "utf16CodeUnits",
        invocations: [
          { executionSuccessful: true, toolExecutionNotifications: leftOut(results.length - kept.length) },
        ] satisfies [Invocation],
        results: kept,
      },
    ] satisfies [Run],
  } satisfies Log;
}

/** GitHub computes its own `primaryLocationLineHash` and warns about a different one, so this fingerprint has its own name. */
function resultOf(finding: Finding, fingerprint: string) {
  const { rule, severity, message, chain, related, fix, suppressed } = finding;
  const places = relatedLocations(finding);
  return {
    ruleId: rule,
    ruleIndex: RULE_INDEX.get(rule) ?? -1,
    level: severity,
    message: {
      text: related.length === 0 ? said(message) : `${said(message)}\n\n${links(places.slice(0, related.length))}`,
    },
    locations: [locationOf(finding)] satisfies [SarifLocation],
    ...(places.length === 0 ? {} : { relatedLocations: places }),
    ...(chain.length === 0 ? {} : { codeFlows: [{ threadFlows: [{ locations: flow(finding) }] }] }),
    partialFingerprints: { "itv/v1": fingerprint },
    ...(fix === undefined ? {} : { fixes: [fixOf(fix)] }),
    ...(suppressed === undefined ? {} : { suppressions: [suppressionOf(suppressed)] }),
  } satisfies Result;
}

export type SarifResult = ReturnType<typeof resultOf>;

const RULE_INDEX: ReadonlyMap<string, number> = new Map(rules.map(({ id }, index) => [id, index]));

/** Related locations first, then the value's trail. */
function relatedLocations({ related, chain }: Finding) {
  const hops = chain.map(({ what, place }) => ({ what, path: place.path, range: place.range() }));
  return [...related, ...hops].slice(0, PLACE_LIMIT).map((one, index) => ({
    id: index + 1,
    ...locationOf(one),
    message: { text: said(one.what) },
  })) satisfies SarifLocation[];
}

/** Text of a workflow: code scanning makes a link of `[text](target)`, so a zero-width space is put in its middle. */
const said = (text: string): string => readable(text, withoutSecrets).replaceAll("](", "]\u200b(");

/** SARIF links in a message (3.11.6): code scanning links them to the related location with that id. */
function links(places: ReturnType<typeof relatedLocations>): string {
  const all = places.map(({ id, message }) => `[${message.text.replace(/[[\]\\]/g, "\\$&")}](${id})`);
  return `See ${all.join(", ")}.`;
}

/** From the origin of the value to its use. */
function flow(finding: Finding) {
  const hops = finding.chain.toReversed().map(({ what, place }) => ({
    ...locationOf({ path: place.path, range: place.range() }),
    message: { text: said(what) },
  }));
  return [...hops, { ...locationOf(finding), message: { text: said(finding.subject) } }].map((location) => ({
    location,
  })) satisfies ThreadFlowLocation[];
}

function fixOf({ description, replacements }: Fix) {
  const byPath = Map.groupBy(replacements, ({ path }) => path);
  return {
    description: { text: said(description) },
    artifactChanges: [...byPath].map(([path, edits]) => ({
      artifactLocation: artifactOf(path),
      replacements: edits.map(({ range, text }) => ({
        deletedRegion: regionOf(range),
        insertedContent: { text },
      })),
    })),
  } satisfies SarifFix;
}

function suppressionOf({ by, reason, place }: NonNullable<Finding["suppressed"]>) {
  return {
    kind: by === "comment" ? ("inSource" as const) : ("external" as const),
    status: "accepted" as const,
    justification: reason,
    location: locationOf(place),
  } satisfies Suppression;
}

function locationOf({ path, range }: Location) {
  return { physicalLocation: { artifactLocation: artifactOf(path), region: regionOf(range) } } satisfies SarifLocation;
}

function artifactOf(path: string) {
  const uri = path.toWellFormed().split("/").map(encodeURIComponent).join("/");
  return { uri, uriBaseId: "%SRCROOT%" } satisfies ArtifactLocation;
}

function regionOf({ start, end }: Location["range"]) {
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  } satisfies Region;
}

/** As many results as code scanning accepts, keeping the most severe, in the original order. */
function worst(results: SarifResult[]): SarifResult[] {
  if (results.length <= RESULT_LIMIT) return results;
  const order: readonly Severity[] = ["error", "warning", "note"];
  return order.flatMap((level) => results.filter((one) => one.level === level)).slice(0, RESULT_LIMIT);
}

function leftOut(number: number) {
  if (number === 0) return [];
  const text = `${counted(number, "result")} of the lowest severity left out: GitHub accepts at most ${RESULT_LIMIT}.`;
  return [{ level: "warning" as const, message: { text } }] satisfies Notification[];
}
