// What this project uses of Stryker's API. Its own types are only there once `npm run mutate` has installed it.
declare module "@stryker-mutator/core" {
  import type { MutantResult } from "@stryker-mutator/api/core";

  export class Stryker {
    constructor(options: Readonly<Record<string, unknown>>);
    runMutationTest(): Promise<MutantResult[]>;
  }
}

declare module "@stryker-mutator/api/core" {
  /** Lines and columns count from 1. */
  type Position = { readonly line: number; readonly column: number };

  export type MutantResult = {
    readonly fileName: string;
    readonly location: { readonly start: Position; readonly end: Position };
    readonly mutatorName: string;
    readonly replacement: string;
    readonly status:
      | "Killed"
      | "Survived"
      | "NoCoverage"
      | "CompileError"
      | "RuntimeError"
      | "Timeout"
      | "Ignored"
      | "Pending";
  };
}

declare module "@stryker-mutator/api/plugin" {
  export enum PluginKind {
    Ignore = "Ignore",
  }
  /** `shouldIgnore` gets a Babel path and gives the reason why it is not mutated. */
  export function declareValuePlugin(
    kind: PluginKind,
    name: string,
    value: { shouldIgnore(path: unknown): string | undefined },
  ): unknown;
}
