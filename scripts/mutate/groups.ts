// The modules whose decisions the tests must cover, each with the unit tests that are run against its mutants.

export type Group = {
  readonly name: string;
  /** Globs of the files that are mutated, from the root of the tree. */
  readonly sources: readonly string[];
  /** Globs of the test files, from the root of the tree. */
  readonly tests: readonly string[];
};

export const GROUPS: readonly Group[] = [
  {
    name: "health-judge",
    sources: ["packages/probe/src/judge.ts"],
    tests: ["packages/probe/src/judge.test.ts", "packages/probe/src/diagnose.test.ts"],
  },
  {
    name: "release",
    sources: ["packages/release/src/decide.ts", "packages/release/src/history.ts"],
    tests: ["packages/release/src/decide.test.ts", "packages/release/src/history.test.ts"],
  },
  {
    name: "ledger",
    sources: ["packages/release/src/ledger.ts"],
    tests: ["packages/release/src/ledger*.test.ts"],
  },
  {
    name: "cleanup",
    sources: ["labels", "plan", "ancestry", "keep-images"].map((name) => `packages/runtime/src/cleanup/${name}.ts`),
    tests: ["packages/runtime/src/cleanup/*.test.ts"],
  },
  {
    name: "tag-policy",
    sources: [
      "packages/image/src/tag.ts",
      "packages/image/src/immutability.ts",
      "packages/policy/src/rules/violation.ts",
      "packages/policy/src/rules/mutable-tag.ts",
    ],
    tests: ["packages/image/src/*.test.ts", "packages/policy/src/rules/*.test.ts"],
  },
  {
    name: "severity-gate",
    sources: ["actions/trivy-fs-scan/src/severity.ts"],
    tests: ["actions/trivy-fs-scan/src/severity.test.ts"],
  },
  {
    name: "retry",
    sources: ["packages/registry/src/**/retry.ts"],
    tests: ["packages/registry/src/**/retry.test.ts"],
  },
];
