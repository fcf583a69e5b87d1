// Tells what in an image reference of a file is not yet a name but waits for somebody to fill it: `app:${TAG}`, `app:COMMIT_SHA`,
// `__IMAGE__`. Such a part is open, neither pinned nor `latest`: what it becomes is decided outside of the file.
import type { SourcePlace } from "@deploy-actions/workflow-source";
import { flatMapText, isLiteral, mark, only, type Values } from "@deploy-actions/workflow-source/value";

/** The reference with its placeholders open, each with a hop that names it. `place` is where the reference stands. */
export function withoutPlaceholders(values: Values, place: SourcePlace): Values {
  return flatMapText(values, (text) => {
    const { opened, found } = openPlaceholders(text);
    return only(
      opened,
      found.map((what) => ({ what: `placeholder ${what}`, place })),
    );
  });
}

const OPEN = mark("expression");
/** Characters. No image reference is longer, and so no pattern below has much to look at. */
const LENGTH_LIMIT = 1024;

/** Frames that template tools put around a name: `${X}`, `$(X)`, `$X`, `{{ x }}`, `<X>`, `#{X}#`, `%X%`, `@X@`, `[[x]]`, `__X__`. */
const FRAMED =
  /\$\{\{?[^{}]*\}{1,2}|\$\([^()]*\)|\$\w+|\{\{[^{}]*\}\}|<[^<>]*>|#\{[^{}]*\}#?|%\w+%|@{1,2}\w+@{1,2}|\[\[[^[\]]*\]\]|__\w+?__/g;
/** Capital words in a name: registries take lower case only, so they cannot be meant as they stand. */
const CAPITALS = /[A-Z0-9_]*[A-Z]{2}[A-Z0-9_]*/g;
/** Words of which people make placeholders, as parts of a capital word in a tag. */
const PLACEHOLDER_WORD =
  /(?:^|_)(?:TAG|SHA\d*|COMMIT|VERSION|IMAGE|BUILD|HASH|DIGEST|REV|REVISION|NUMBER|BRANCH|PLACEHOLDER|REPLACE|CHANGE|CHANGEME|REPLACEME|TODO|TBD)(?:_|$)/;
/** Placeholders that say so themselves, in any case. */
const SAID =
  /place[-_]?holder|(?:replace|change|fill)[-_]?(?:me|this)|to[-_]be[-_](?:replaced|set|filled)|^tbd$|^todo$/i;

function openPlaceholders(text: string): { opened: string; found: readonly string[] } {
  if (text.length > LENGTH_LIMIT) return { opened: text, found: [] };
  const found: string[] = [];
  const open = (what: string): string => {
    found.push(what);
    return OPEN;
  };
  const framed = text.replace(FRAMED, open);
  const [path = "", digest] = cut(framed, framed.indexOf("@"));
  const [name = "", tag] = cut(path, path.indexOf(":", path.lastIndexOf("/") + 1));
  const openedName = SAID.test(name) && tag === undefined ? open(name) : name.replace(CAPITALS, open);
  const openedTag = tag === undefined ? "" : `:${openTag(tag, open)}`;
  return { opened: openedName + openedTag + (digest === undefined ? "" : `@${digest}`), found };
}

function openTag(tag: string, open: (what: string) => string): string {
  if (isLiteral(tag) && SAID.test(tag)) return open(tag);
  return tag.replace(/[A-Z][A-Z0-9_]+/g, (word) => (PLACEHOLDER_WORD.test(word) ? open(word) : word));
}

function cut(text: string, at: number): readonly [string, string?] {
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
