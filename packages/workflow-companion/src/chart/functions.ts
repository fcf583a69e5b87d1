// The functions of a chart's templates that can change an image: those of Go's text/template and of the sprig library which helm
// gives it. What none of these computes is open.
import {
  concat,
  flatMapText,
  mapText,
  mark,
  only,
  sliceMarked,
  union,
  type Values,
} from "@deploy-actions/workflow-source/value";
import {
  bounded,
  type Datum,
  either,
  isFalsy,
  mapDatum,
  merged,
  NIL,
  OPEN,
  textDatum,
  truthOf,
  under,
} from "./datum.ts";

type Args = readonly Datum[];

/** What a call gives; open where the function is none of these. */
export function callFunction(name: string, args: Args): Datum {
  const value = (FUNCTIONS.get(name) ?? (() => OPEN))(args);
  return value.is === "text" ? value : bounded(value);
}

/** What a template prints for it: nothing for maps and lists, which only `toYaml` would print well. */
export function printed(datum: Datum | undefined): Values {
  return datum?.is === "text" ? datum.values : only("");
}

const last = (args: Args): Datum => args.at(-1) ?? NIL;
const text = (datum: Datum | undefined): string => printed(datum)[0]?.text ?? "";
/** Characters. What is longer is no image, and could be made longer with every call. */
const LENGTH_LIMIT = 2_000;
const texts = (values: Values): Datum => ({
  is: "text",
  values: values.some((one) => one.text.length > LENGTH_LIMIT)
    ? mapText(values, (one) => one.slice(0, LENGTH_LIMIT))
    : values,
});
const changed =
  (change: (text: string, args: Args) => string) =>
  (args: Args): Datum => {
    const value = last(args);
    return value.is === "text" ? texts(mapText(value.values, (one) => change(one, args))) : value;
  };
const same = changed((one) => one);
const unknownTruth = texts(union(only("true"), only("false")));
const truth = (known: boolean | undefined): Datum => (known === undefined ? unknownTruth : textDatum(String(known)));

function withDefault(value: Datum, fallback: Datum): Datum {
  if (value.is !== "text") return truthOf(value) === true ? value : fallback;
  if (!value.values.some((one) => isFalsy(one.text))) return value;
  if (fallback.is !== "text") return truthOf(value) === false ? fallback : value;
  return texts(union(...value.values.map((one) => (isFalsy(one.text) ? fallback.values : [one]))));
}

function equal([first, ...others]: Args): Datum {
  const known = [first, ...others].map((one) =>
    one?.is === "text" && one.values.length === 1 ? text(one) : undefined,
  );
  const [one] = known;
  if (one === undefined || known.some((other) => other === undefined || /[\u{f0000}-\u{f01ff}]/u.test(other)))
    return unknownTruth;
  return truth(known.slice(1).some((other) => other === one));
}

function negated(datum: Datum): Datum {
  const known = truthOf(datum);
  return truth(known === undefined ? undefined : !known);
}

/** A verb of `printf`: its letter is what is captured. */
const VERB = /%[-+# 0]{0,5}\d{0,9}(?:\.\d{1,9})?([a-zA-Z%])/;

function formatted([format, ...args]: Args): Datum {
  const filled = flatMapText(printed(format), (template) => {
    let at = 0;
    const parts = template.slice(0, LENGTH_LIMIT).split(VERB);
    return concat(
      ...parts.map((part, index) => {
        if (index % 2 === 0) return only(part);
        return part === "%" ? only("%") : printed(args[at++]);
      }),
    );
  });
  return texts(filled);
}

function dictionary(args: Args): Datum {
  const entries: Record<string, Datum> = {};
  for (let at = 0; at + 1 < args.length; at += 2) entries[text(args[at])] = args[at + 1] ?? NIL;
  return mapDatum(entries);
}

const FUNCTIONS: ReadonlyMap<string, (args: Args) => Datum> = new Map(
  Object.entries<(args: Args) => Datum>({
    and: (args) =>
      args.find((arg) => truthOf(arg) === false) ??
      (args.some((arg) => truthOf(arg) === undefined) ? unknownTruth : last(args)),
    append: ([list, item]) => ({ is: "list", items: [...(list?.is === "list" ? list.items : []), item ?? NIL] }),
    cat: (args) =>
      texts(concat(...args.flatMap((arg, index) => (index === 0 ? [printed(arg)] : [only(" "), printed(arg)])))),
    coalesce: (args) => args.reduceRight((fallback, value) => withDefault(value, fallback), NIL),
    concat: (args) => ({ is: "list", items: args.flatMap((arg) => (arg.is === "list" ? arg.items : [])) }),
    contains: () => unknownTruth,
    deepCopy: last,
    default: ([fallback, value]) => withDefault(value ?? NIL, fallback ?? NIL),
    dict: dictionary,
    dig: (args) => withDefault(under(last(args), args.slice(0, -2).map(text)), args.at(-2) ?? NIL),
    empty: ([value]) => negated(value ?? NIL),
    eq: equal,
    get: ([map, key]) => under(map ?? NIL, [text(key)]),
    hasKey: ([map, key]) => truth(map?.is === "map" ? map.entries.has(text(key)) : undefined),
    hasPrefix: () => unknownTruth,
    hasSuffix: () => unknownTruth,
    indent: same,
    index: ([of, ...path]) => under(of ?? NIL, path.map(text)),
    join: ([separator, list]) =>
      texts(
        concat(
          ...(list?.is === "list" ? list.items : []).flatMap((item, index) => [
            only(index === 0 ? "" : text(separator)),
            printed(item),
          ]),
        ),
      ),
    list: (items) => ({ is: "list", items }),
    lower: changed((one) => one.toLowerCase()),
    merge: (args) => args.reduceRight((base, over) => merged(base, over), NIL),
    mergeOverwrite: (args) => args.reduce((base, over) => merged(base, over), NIL),
    mustMerge: (args) => args.reduceRight((base, over) => merged(base, over), NIL),
    mustMergeOverwrite: (args) => args.reduce((base, over) => merged(base, over), NIL),
    ne: (args) => negated(equal(args)),
    nindent: same,
    not: ([value]) => negated(value ?? NIL),
    omit: ([map]) => map ?? NIL,
    or: (args) => args.reduceRight((fallback, value) => withDefault(value, fallback), NIL),
    pick: ([map]) => map ?? NIL,
    print: (args) => texts(concat(...args.map(printed))),
    printf: formatted,
    quote: same,
    replace: changed((one, [from, to]) => one.replaceAll(text(from), text(to))),
    required: last,
    squote: same,
    ternary: ([yes, no, condition]) => {
      const known = truthOf(condition ?? NIL);
      return known === undefined ? either(yes ?? NIL, no ?? NIL) : ((known ? yes : no) ?? NIL);
    },
    toString: same,
    toYaml: last,
    tpl: ([template]) => template ?? NIL,
    trim: changed((one) => one.trim()),
    trimAll: changed((one, [characters]) => (one === text(characters) ? "" : one)),
    trimPrefix: changed((one, [prefix]) => (one.startsWith(text(prefix)) ? one.slice(text(prefix).length) : one)),
    trimSuffix: changed((one, [suffix]) =>
      one.endsWith(text(suffix)) ? one.slice(0, one.length - text(suffix).length) : one,
    ),
    trunc: changed((one, [length]) => truncated(one, Number(text(length)))),
    upper: changed((one) => one.toUpperCase()),
  }),
);

/** A negative length counts from the end, which nobody knows for a text that holds marks. */
function truncated(one: string, length: number): string {
  if (!Number.isInteger(length)) return mark("expression");
  if (length >= 0) return sliceMarked(one, 0, length);
  return /[\u{f0000}-\u{f01ff}]/u.test(one) ? mark("expression") : one.slice(length);
}
