// Possible values of `matrix.<name>`: those of its axis and those added by `include`. Combinations are not tracked.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix
import { union, type Values, withHop } from "@deploy-actions/workflow-source/value";
import { sourceOf, type Text, type YamlValue } from "@deploy-actions/workflow-source/yaml";
import { findIgnoringCase } from "./evaluate.ts";

/** `path` is the part after `matrix.`; undefined if the matrix does not contain it as text. */
export function matrixValues(
  matrix: YamlValue | undefined,
  path: readonly string[],
  evaluate: (text: Text) => Values,
): Values | undefined {
  const [axis, ...rest] = path;
  const axes = new Map((matrix?.entries() ?? []).map(({ key, value }) => [key, value]));
  const own = findIgnoringCase(axes, axis)?.items() ?? [];
  const included = (findIgnoringCase(axes, "include")?.items() ?? []).flatMap((one) =>
    axis === undefined ? [] : (member(one, axis) ?? []),
  );
  const texts = [...own, ...included].flatMap((one) => within(one, rest)?.text() ?? []);
  if (texts.length === 0) return undefined;
  const what = `matrix.${path.join(".")}`;
  return union(
    ...texts.map((text) => withHop(evaluate(text), { what, place: sourceOf(text).place(0, text.value.length) })),
  );
}

function within(value: YamlValue, path: readonly string[]): YamlValue | undefined {
  let inner: YamlValue | undefined = value;
  for (const name of path) inner = inner === undefined ? undefined : member(inner, name);
  return inner;
}

function member(value: YamlValue, name: string): YamlValue | undefined {
  return findIgnoringCase(new Map(value.entries().map(({ key, value }) => [key, value])), name);
}
