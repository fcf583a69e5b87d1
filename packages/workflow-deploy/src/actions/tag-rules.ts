// The tags that docker/metadata-action generates from its `tags` input (its README, "tags input"): one rule per line, sorted by priority.
// Which rules a run uses depends on what started it.
import type { Word } from "@deploy-actions/workflow-source/command";
import {
  commitMark,
  concat,
  type Hop,
  isLiteral,
  mark,
  only,
  type Value,
  type Values,
  withHop,
} from "@deploy-actions/workflow-source/value";

/** What a run may have been started for: a branch, a git tag, a pull request. Known names are listed besides marks. */
export type Refs = { readonly heads: Values; readonly tags: Values; readonly pull: Values };

export type Tag = {
  readonly values: Values;
  /** False if some runs do not use it. */
  readonly certain: boolean;
  readonly priority: number;
  /** True if the tag `latest` is added with it, unless the `flavor` prevents that. */
  readonly bringsLatest: boolean;
};

export type Flavor = { readonly latest: "auto" | "true" | "false"; readonly prefix: string; readonly suffix: string };

/** The tags of all rules that a run may use, highest priority first. */
export function tagsOf(rules: readonly Word[], refs: Refs, flavor: Flavor): readonly Tag[] {
  const lines = rules.flatMap((rule) =>
    rule.values.map((value) => ({ value, rule, isOnly: rule.values.length === 1 })),
  );
  return lines
    .filter(({ value }) => !value.text.startsWith("#"))
    .flatMap(({ value, rule, isOnly }) =>
      tagOf(value, { what: `tag rule ${rule.written}`, place: rule.place }, isOnly, refs, flavor),
    )
    .sort((a, b) => b.priority - a.priority);
}

/** The default rules. */
export const DEFAULT_RULES: readonly string[] = [
  "type=schedule",
  "type=ref,event=branch",
  "type=ref,event=tag",
  "type=ref,event=pr",
];

function tagOf({ text, trail }: Value, hop: Hop, isOnly: boolean, refs: Refs, flavor: Flavor): readonly Tag[] {
  const fields = fieldsOf(text);
  const type = fields.get("type") ?? "raw";
  const made = MAKERS.get(type)?.(fields, refs);
  const enabled = fields.get("enable") ?? "true";
  if (made === undefined || made.values.length === 0 || /^(?:false|0|no|off)?$/i.test(enabled)) return [];
  const prefix = fields.get("prefix") ?? made.prefix ?? flavor.prefix;
  const suffix = fields.get("suffix") ?? flavor.suffix;
  const values = concat(only(filled(prefix)), made.values, only(filled(suffix)));
  return [
    {
      values: withHop(
        values.map((value) => ({ text: clean(value.text), trail: [...value.trail, ...trail] })),
        hop,
      ),
      certain: isOnly && made.certain && enabled === "true",
      priority: Number(fields.get("priority") ?? made.priority) || 0,
      bringsLatest: made.bringsLatest ?? false,
    },
  ];
}

/** Parses `type=sha,prefix=` into a map. A field without a name is a raw value. */
function fieldsOf(line: string): ReadonlyMap<string, string> {
  return new Map(
    line.split(",").map((field): [string, string] => {
      const equals = field.indexOf("=");
      return equals === -1
        ? ["value", field.trim()]
        : [field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1).trim()];
    }),
  );
}

type Made = {
  readonly values: Values;
  readonly certain: boolean;
  readonly priority: number;
  readonly prefix?: string;
  readonly bringsLatest?: true;
};
type Maker = (fields: ReadonlyMap<string, string>, refs: Refs) => Made;

const MAKERS: ReadonlyMap<string, Maker> = new Map(
  Object.entries<Maker>({
    schedule: (fields) => ({
      values: only(filled(fields.get("pattern") ?? "nightly")),
      certain: false,
      priority: 1000,
    }),
    semver: (fields, refs) => versioned(fields, refs, 900),
    pep440: (fields, refs) => versioned(fields, refs, 900),
    match: (fields, refs) => versioned(fields, refs, 800),
    edge: (_, { heads }) => ({ values: heads.length === 0 ? [] : only("edge"), certain: false, priority: 700 }),
    ref(fields, refs) {
      const event = fields.get("event");
      const values = event === "branch" ? refs.heads : event === "tag" ? refs.tags : event === "pr" ? refs.pull : [];
      const made = { values, certain: isSole(values, refs), priority: 600 };
      return event === "pr" ? { ...made, prefix: "pr-" } : event === "tag" ? { ...made, bringsLatest: true } : made;
    },
    raw: (fields) => ({ values: only(filled(fields.get("value") ?? "")), certain: true, priority: 200 }),
    sha: (fields) => ({
      values: only(commitMark(fields.get("format") === "long" ? 40 : SHORT)),
      certain: true,
      priority: 100,
      prefix: "sha-",
    }),
  }),
);

const SHORT = 7;

/** The git tag, unless the rule has its own value. */
function versioned(fields: ReadonlyMap<string, string>, refs: Refs, priority: number): Made {
  const own = fields.get("value");
  const pattern = fields.get("pattern") ?? "";
  const text = pattern.includes("{{") ? pattern.replace(/\{\{[^{}]*\}\}/g, mark("version")) : mark("version");
  const values = own === undefined && refs.tags.length === 0 ? [] : only(text);
  return { values, certain: own !== undefined || isSole(refs.tags, refs), priority, bringsLatest: true };
}

function isSole(values: Values, { heads, tags, pull }: Refs): boolean {
  return values.length > 0 && values.length === heads.length + tags.length + pull.length;
}

/** Expressions in `{{ }}`: https://github.com/docker/metadata-action#global-expressions. */
function filled(text: string): string {
  return text.replace(/\{\{([^{}]*)\}\}/g, (_, body: string) => {
    const name = body.trim().split(/\s/)[0] ?? "";
    return EXPRESSIONS.get(name) ?? mark("expression");
  });
}

const EXPRESSIONS: ReadonlyMap<string, string> = new Map([
  ["sha", commitMark(SHORT)],
  ["branch", mark("branch")],
  ["base_ref", mark("branch")],
  ["tag", mark("version")],
  ["date", mark("time")],
  ["commit_date", mark("time")],
]);

/** Characters not allowed in a tag become a dash. */
function clean(text: string): string {
  return isLiteral(text) ? text.replace(/[^\w.-]+/g, "-") : text.replace(/[/+ ]/g, "-");
}
