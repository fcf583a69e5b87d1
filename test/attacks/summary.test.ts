// Text from elsewhere that tries to become more than text in the job summary: each is rendered, and the elements of the result are compared
// with those of the place where it was put.
import { describe, expect, it } from "vitest";
import { summaryBuilder } from "../../packages/action/src/summary.ts";
import { withoutSecrets } from "../../packages/secret/src/index.ts";
import { AROUND, EXPECTED, HOSTILE_TEXTS, PLACES } from "./hostile-texts.ts";
import { BECOMES_LINK, elementsIn, linkable, RENDERERS } from "./rendered.ts";

function summaryWith(place: string, text: string): string {
  const { summary, take } = summaryBuilder(withoutSecrets);
  PLACES[place]?.(summary, text);
  summary.heading("The next block", 6);
  return take();
}

describe("an application", () => {
  it.each(Object.entries(HOSTILE_TEXTS))("tries in the job summary to %s", (_, text) => {
    for (const place of Object.keys(PLACES)) {
      const markdown = summaryWith(place, text);
      for (const [renderer, render] of Object.entries(RENDERERS)) {
        const html = render(markdown);
        const where = `${place}, ${renderer}: ${html.slice(0, 500)}`;
        const allowed = [...(EXPECTED[place] ?? []), ...AROUND];
        // The digest of one text is listed at the end.
        if (text.includes("sha256:")) allowed.push("details", "summary", "pre");
        const found = elementsIn(html);
        expect(
          [...new Set(found.map(({ name }) => name))].filter((name) => !allowed.includes(name)),
          where,
        ).toEqual([]);
        expect(
          found.filter(({ name }) => name === "h6"),
          where,
        ).toHaveLength(1);
        for (const { name, attributes } of found)
          expect(`${name} ${attributes}`.trim(), where).toMatch(
            /^(?:\w+|code class="language-yaml"|a href="https:\/\/github\.com\/[^"]*")$/,
          );
        expect(linkable(html), where).not.toMatch(BECOMES_LINK);
      }
    }
  });

  it("prints so much that the summary is cut, to swallow what the next step writes", () => {
    const { summary, take } = summaryBuilder(withoutSecrets);
    for (let at = 0; at < 12; at += 1) summary.details(`part ${at}`, "x ".repeat(100_000));
    const html = RENDERERS.micromark?.(`${take()}\n# Another step\n`) ?? "";
    expect(html).toMatch(/<h1>Another step<\/h1>$/m);
    expect(html.match(/<details>/g)?.length).toBe(html.match(/<\/details>/g)?.length);
  });
});
