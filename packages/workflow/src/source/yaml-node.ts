// The nodes of a YAML document as everything here sees them, whoever read them.

export type YamlNode = YamlMap | YamlList | YamlScalar | YamlAlias;

/** Entries whose keys are scalars, in order; a key may stand twice. `tag` is one of its author's own, such as `!reset`. */
export type YamlMap = { readonly is: "map"; readonly entries: readonly YamlPair[]; readonly tag: string | undefined };

export type YamlPair = { readonly key: string; readonly keyNode: YamlScalar; readonly value: YamlNode };

export type YamlList = { readonly is: "list"; readonly items: readonly YamlNode[]; readonly tag: string | undefined };

/** `text` is undefined where it is null; numbers are as they are written. `start` and `end` are offsets in the file's text. */
export type YamlScalar = {
  readonly is: "scalar";
  readonly text: string | undefined;
  readonly start: number;
  readonly end: number;
  /** Undefined where nothing is written. */
  readonly source: ScalarSource | undefined;
  readonly tag: string | undefined;
};

/** Undefined as target where no anchor of its name stands before it. A cycle is harmless to whoever goes down only as far as he must. */
export type YamlAlias = { readonly is: "alias"; readonly target: Exclude<YamlNode, YamlAlias> | undefined };

/** A scalar as it is written, and where in the file's text: plain or with its quotes, or the body of a block below its header. */
export type ScalarSource =
  | { readonly form: "flow"; readonly written: string; readonly offset: number }
  /** `header` is `|` or `>` with its indicators, `indent` the number of blanks before what the scalar belongs to. */
  | {
      readonly form: "block";
      readonly header: string;
      readonly indent: number;
      readonly written: string;
      readonly offset: number;
    };

/** `start` is the offset in the file's text. */
export type YamlDocument = { readonly root: YamlNode | undefined; readonly start: number };

/** What stands under a key, the first time that it is there. */
export function valueAt({ entries }: YamlMap, key: string): YamlNode | undefined {
  return entries.find((entry) => entry.key === key)?.value;
}
