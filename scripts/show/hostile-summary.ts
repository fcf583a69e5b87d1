// Prints a job summary into which hostile texts were written, its HTML from two renderers, and the elements in it that only its own blocks
// should have.
//   npm run show -- hostile-summary
import { summaryBuilder } from "../../packages/action/src/summary.ts";
import { withoutSecrets } from "../../packages/secret/src/index.ts";
import { AROUND, EXPECTED, HOSTILE_TEXTS, PLACES } from "../../test/attacks/hostile-texts.ts";
import { BECOMES_LINK, elementsIn, linkable, RENDERERS } from "../../test/attacks/rendered.ts";
import { aligned } from "../bench/figure.ts";

/** Longer texts are tried, but not printed. */
const PRINTED = 200;

/** True when no text became an element or a link. */
export async function hostileSummary(): Promise<boolean> {
  const printed = Object.values(HOSTILE_TEXTS).filter((text) => text.length <= PRINTED);
  const example = summaryOf(["a paragraph", "a table", "a details section"], printed.slice(0, 8));
  console.log(`The summary with some of the texts:\n\n${example}`);
  for (const [renderer, render] of Object.entries(RENDERERS))
    console.log(`${renderer} renders it as:\n\n${render(example)}`);
  const rows = Object.entries(HOSTILE_TEXTS).map(([what, text]) => {
    const chosen = Object.keys(PLACES).flatMap((place) => broken(place, text));
    return [what, chosen.length === 0 ? "held" : `BROKE: ${chosen.join(", ")}`];
  });
  console.log(aligned([["what the text tries, in each place", ""], ...rows]));
  const broke = rows.filter(([, outcome]) => outcome !== "held").length;
  const tried = rows.length * Object.keys(PLACES).length * Object.keys(RENDERERS).length;
  console.log(`\n${tried} summaries rendered: ${rows.length - broke} texts held, ${broke} broke`);
  return broke === 0;
}

function summaryOf(places: readonly string[], texts: readonly string[]): string {
  const { summary, take } = summaryBuilder(withoutSecrets);
  for (const place of places) for (const text of texts) PLACES[place]?.(summary, text);
  return take();
}

/** The elements and links that the text made. */
function broken(place: string, text: string): string[] {
  const allowed = new Set([...(EXPECTED[place] ?? []), ...AROUND]);
  // The digest of one text is listed at the end.
  if (text.includes("sha256:")) for (const name of ["details", "summary", "pre"]) allowed.add(name);
  return Object.entries(RENDERERS).flatMap(([renderer, render]) => {
    const html = render(summaryOf([place], [text]));
    const elements = elementsIn(html).flatMap(({ name }) => (allowed.has(name) ? [] : [`<${name}>`]));
    const links = BECOMES_LINK.test(linkable(html)) ? ["a link"] : [];
    return [...elements, ...links].map((found) => `${found} in ${place} (${renderer})`);
  });
}
