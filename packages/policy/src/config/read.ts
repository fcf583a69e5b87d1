// Parses and validates the configuration. Reports all errors together, each with its position and what would be valid.
import type { SourceProblem } from "@deploy-actions/workflow";
import { type Document, isMap, isScalar } from "yaml";
import type { z } from "zod/mini";
import type { Severity } from "../finding.ts";
import { nearest } from "../nearest.ts";
import { type RuleName, ruleNamed, unknownRule } from "../rule-name.ts";
import { changedPolicy } from "../rules/changed-policy.ts";
import type { Allowance, Config } from "./config.ts";
import { type Fault, type Keys, keyOffsets, nodeAt, type Offsets, offsetsOf, parse, placesIn } from "./document.ts";
import { type ConfigFile, configFile, keysAt } from "./schema.ts";

export { policyChange } from "../base/policy-change.ts";

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly SourceProblem[] };

/** `path` is the file's path, used in messages; `rules` are those whose severity can be set. */
export function readConfig(path: string, text: string, rules: readonly RuleName[]): ConfigResult {
  const places = placesIn(text);
  const problem = (offsets: Offsets, message: string): SourceProblem => ({ path, range: places(offsets), message });
  const parsed = parse(text);
  if (!parsed.ok) return { ok: false, problems: parsed.faults.map(({ at, message }) => problem(at, message)) };
  const { document, value } = parsed;
  const read = configFile.safeParse(value);
  const wrong = [
    ...(read.success ? [] : read.error.issues.flatMap((issue) => faultsOf(issue, document))),
    ...unknownRules(document, rules),
  ];
  if (read.success && wrong.length === 0) {
    const placeOf = (keys: Keys) => ({ path, range: places(offsetsOf(document, keys)) });
    return { ok: true, config: configOf(read.data, rules, placeOf) };
  }
  const ordered = wrong.toSorted((a, b) => a.at[0] - b.at[0]);
  return { ok: false, problems: ordered.map(({ at, message }) => problem(at, message)) };
}

function faultsOf(issue: z.core.$ZodIssue, document: Document): readonly Fault[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, issue.path, document));
  const at = offsetsOf(document, issue.path);
  const [last] = issue.path.slice(-1);
  const outer = issue.path.slice(0, -1);
  if (typeof last === "string" && keysAt(outer).includes(last) && nodeAt(document, issue.path) === undefined) {
    return [{ at, message: `${named(outer)} is missing ${last}, which must be ${issue.message}.` }];
  }
  if (issue.code === "too_big")
    return [{ at, message: `${named(issue.path)} must not be longer than ${issue.maximum}.` }];
  return [{ at, message: `${named(issue.path)} must be ${issue.message}.` }];
}

function unknownKey(key: string, path: Keys, document: Document): Fault {
  const known = keysAt(path);
  const meant = nearest(key, known);
  const remedy = meant === undefined ? `Known keys: ${known.join(", ")}.` : `Did you mean ${meant}?`;
  return { at: keyOffsets(document, [...path, key]), message: `${named(path)} has an unknown key "${key}". ${remedy}` };
}

function unknownRules(document: Document, rules: readonly RuleName[]): readonly Fault[] {
  const severities = nodeAt(document, ["severities"]);
  const written = isMap(severities)
    ? severities.items.flatMap(({ key }) => (isScalar(key) ? String(key.value) : []))
    : [];
  return written.flatMap((rule) => {
    const known = ruleNamed(rules, rule);
    const message =
      known === undefined
        ? `severities has an unknown rule: ${unknownRule(rules, rule)}.`
        : known.id === changedPolicy.id
          ? `severities must not set ${known.id}, which reports changes of this file.`
          : undefined;
    return message === undefined ? [] : [{ at: keyOffsets(document, ["severities", rule]), message }];
  });
}

/** `allow-images, entry 2, reason`. */
function named(path: Keys): string {
  if (path.length === 0) return "The configuration";
  return path.map((key) => (typeof key === "number" ? `entry ${key + 1}` : String(key))).join(", ");
}

function configOf(file: ConfigFile, rules: readonly RuleName[], placeOf: (keys: Keys) => Allowance["place"]): Config {
  const severities = new Map<string, Severity | "off">();
  for (const [written, severity] of Object.entries(file.severities ?? {})) {
    const rule = ruleNamed(rules, written);
    if (rule !== undefined) severities.set(rule.id, severity);
  }
  const { include, exclude } = file.paths ?? {};
  return {
    allowImages: (file["allow-images"] ?? []).map(({ image, ...rest }, index) => ({
      image,
      ...allowance(rest, placeOf(["allow-images", index, "image"])),
    })),
    allowTags: (file["allow-tags"] ?? []).map(({ tag, images, ...rest }, index) => ({
      tag,
      ...(images === undefined ? {} : { images }),
      ...allowance(rest, placeOf(["allow-tags", index, "tag"])),
    })),
    severities,
    paths: { ...(include === undefined ? {} : { include }), exclude: exclude ?? [] },
    ownOwners: file["own-owners"] ?? [],
    deployJobs: file["deploy-jobs"] ?? [],
    buildJobs: file["build-jobs"] ?? [],
  };
}

function allowance(
  { reason, expires }: { reason: string; expires?: string | undefined },
  place: Allowance["place"],
): Allowance {
  return { reason, place, ...(expires === undefined ? {} : { expires }) };
}
