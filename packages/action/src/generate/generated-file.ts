// A generated file as a value: where it goes and what it holds. Whoever writes it decides nothing, whoever makes it writes nothing.
export interface GeneratedFile {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export const GENERATED = "Generated from src/definition.ts by `npm run generate`; edit that file, not this one.";
