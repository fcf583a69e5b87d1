// Merges the results of several repositories, with paths relative to the working directory.
import type { CheckResult, Finding, Location } from "@deploy-actions/policy";
import type { SourcePlace } from "@deploy-actions/workflow";

/** The result for one repository. `prefix` is prepended to its paths: empty, or a path that ends with `/`. */
export type RepositoryResult = {
  readonly prefix: string;
  readonly result: CheckResult;
  /** Text of a file, by its path from the repository root. */
  readonly text: (path: string) => string | undefined;
};

/** Findings keep the order of the parts. */
export function mergedResults(parts: readonly RepositoryResult[]): Omit<RepositoryResult, "prefix"> {
  const moved = parts.map(({ prefix, result }) => movedResult(result, prefix));
  const [first] = moved;
  if (first === undefined) throw new Error("There is nothing to combine.");
  const tally = moved.slice(1).reduce((sum, one) => added(sum, one.tally), first.tally);
  return {
    result: {
      findings: moved.flatMap(({ findings }) => findings),
      tally,
      workflows: moved.flatMap(({ workflows }) => workflows),
      files: moved.flatMap(({ files }) => files),
    },
    text: (path) => {
      const owner = parts.find(({ prefix }) => path.startsWith(prefix));
      return owner?.text(path.slice(owner.prefix.length));
    },
  };
}

function movedResult(result: CheckResult, prefix: string): CheckResult {
  if (prefix === "") return result;
  return {
    ...result,
    findings: result.findings.map((one) => movedFinding(one, prefix)),
    workflows: result.workflows.map((path) => prefix + path),
    files: result.files.map((path) => prefix + path),
  };
}

function movedFinding(finding: Finding, prefix: string): Finding {
  const moved = <L extends Pick<Location, "path">>(one: L): L => ({ ...one, path: prefix + one.path });
  const { chain, related, fix, suppressed } = finding;
  return {
    ...moved(finding),
    chain: chain.map((hop) => ({ ...hop, place: movedPlace(hop.place, prefix) })),
    related: related.map(moved),
    ...(fix === undefined ? {} : { fix: { ...fix, replacements: fix.replacements.map(moved) } }),
    ...(suppressed === undefined ? {} : { suppressed: { ...suppressed, place: moved(suppressed.place) } }),
  };
}

function movedPlace(place: SourcePlace, prefix: string): SourcePlace {
  return { path: prefix + place.path, range: () => place.range() };
}

function added(a: CheckResult["tally"], b: CheckResult["tally"]): CheckResult["tally"] {
  return {
    immutable: a.immutable + b.immutable,
    mutable: a.mutable + b.mutable,
    undecided: a.undecided + b.undecided,
    errors: a.errors + b.errors,
    warnings: a.warnings + b.warnings,
    notes: a.notes + b.notes,
    suppressed: a.suppressed + b.suppressed,
    unread: a.unread + b.unread,
    unreadable: a.unreadable + b.unreadable,
    unknown: a.unknown + b.unknown,
  };
}
