// A generated file as a value. Generators return it; only `npm run generate` and `npm run build` write files.
export interface GeneratedFile {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export const GENERATED = "Generated from src/definition.ts by `npm run generate`; edit that file, not this one.";
