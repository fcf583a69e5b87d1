// The step that shows how an action is used, for the catalog: the first one in its README, so that an example exists only once and the
// catalog shows what the README explains.
import { isMap, isSeq, parse, parseDocument, stringify, visit } from "yaml";

type Inputs = Readonly<Record<string, { readonly default?: string }>>;

/** What YAML 1.1 takes for a boolean is quoted. */
const STYLE = { lineWidth: 0, compat: "yaml-1.1" } as const;

const BLOCK = /^```yaml\n([\s\S]*?)^```$/gm;

/**
 * One step as YAML, `uses` being how the action is named. Where the README's step needs no inputs, it shows those that have a
 * default. Throws where the README shows no step.
 */
export function usageOf(readme: string, uses: string, inputs: Inputs): string {
  const steps = [...readme.matchAll(BLOCK)].flatMap(([, yaml = ""]) => stepsIn(yaml));
  const step = steps.find((each) => each.uses === uses);
  if (step === undefined)
    throw new Error(`no yaml block has a step with \`uses: ${uses}\`; show how the action is used`);
  const { id: _, if: __, ...shown } = step;
  if ("with" in shown) return stringify([shown], STYLE);
  const defaults = Object.entries(inputs).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, plain(value)]],
  );
  return stringify([{ ...shown, with: Object.fromEntries(defaults) }], STYLE).replace(
    "  with:\n",
    "  with: # the defaults\n",
  );
}

/** As a person would write it: true and 5 without quotes. The runner passes on the same text. */
const plain = (text: string): unknown => {
  const value: unknown = parse(text);
  return String(value) === text ? value : text;
};

function stepsIn(yaml: string): Readonly<Record<string, unknown>>[] {
  const steps: Record<string, unknown>[] = [];
  const document = parseDocument(yaml);
  visit(document, {
    Seq(_, seq) {
      if (!isSeq(seq)) return;
      for (const item of seq.items) if (isMap(item) && item.has("uses")) steps.push(item.toJS(document));
    },
  });
  return steps;
}
