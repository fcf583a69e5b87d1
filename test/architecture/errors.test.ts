// Errors are recognised by their base class, never by their shape, and the contract's types are declared only there.
import { describe, expect, it } from "vitest";
import { filesBelow, foldersIn, read } from "./files.ts";

/** Errors that are caught in the package that throws them, and never reported. */
const INTERNAL = [
  "apps/cli/src/immutable-tag-validator/options.ts: UsageError",
  "packages/migrate/src/failure.ts: StepFailure",
  "packages/probe/src/lookup.ts: NameError",
  "packages/probe/src/probe-failure.ts: ProbeFailureError",
  "packages/registry/src/tee/refusal.ts: Refusal",
];

const shipped = [
  ...foldersIn("packages").map((name) => `packages/${name}`),
  ...foldersIn("actions").map((name) => `actions/${name}`),
  ...foldersIn("apps").map((name) => `apps/${name}`),
]
  .flatMap((folder) => filesBelow(`${folder}/src`, /\.ts$/))
  .filter((path) => !path.endsWith(".test.ts"));

/** `path: match` for the first group of every match of the pattern. */
const found = (paths: readonly string[], pattern: RegExp): string[] =>
  paths.flatMap((path) => [...read(path).matchAll(pattern)].map(([, what]) => `${path}: ${what}`)).sort();

describe("errors", () => {
  it("extend the contract's base, except for those that never leave their package", () => {
    const contract = "packages/contract/src/problem-error.ts: ProblemError";
    const bare = found(shipped, /\bclass (\w+)(?:<[^{]*>)? extends Error\b/g);
    expect(bare).toEqual([...INTERNAL, contract].sort());
  });
  it("have a separate union of reason codes in each package that has an error", () => {
    const based = found(shipped, /\bextends ProblemError<([^>]*)>/g);
    expect(based.length).toBeGreaterThan(0);
    expect(based.filter((one) => !/: [A-Z]\w*Reason$/.test(one))).toEqual([]);
  });
  it("are not recognised by the fields of the base", () => {
    const probing =
      /((?:["'](?:state|next|reason)["'] in \w*(?:error|cause)\w*)|(?:Reflect\.get\(\w*(?:error|cause)\w*,[^)]*\))|(?:(?:error|cause)\.name ===))/gi;
    // OpenSSL's errors have a `reason` of their own.
    expect(found(shipped, probing)).toEqual(['packages/probe/src/probe-failure.ts: "reason" in error']);
  });
});

describe("the contract", () => {
  it("is the only package that declares Log, Problem and Clock", () => {
    const otherPackages = shipped.filter((path) => !path.startsWith("packages/contract/"));
    expect(found(otherPackages, /\b(?:interface|type) (Log|Problem|Clock)\b(?=[^,}]*[={])/g)).toEqual([]);
  });
});
