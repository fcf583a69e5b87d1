// Finds placeholders in an image reference of a file: `app:${TAG}`, `app:COMMIT_SHA`, `__IMAGE__`. A placeholder is unknown, neither pinned
// nor `latest`: its value comes from outside the file.
import type { SourcePlace } from "@deploy-actions/workflow-source";
import { flatMapText, isLiteral, mark, only, type Values } from "@deploy-actions/workflow-source/value";

/** The reference with its placeholders replaced by unknown values, each with a hop that names it. `place` is the place of the reference. */
export function openPlaceholdersIn(values: Values, place: SourcePlace): Values {
  return flatMapText(values, (text) => {
    const { opened, found } = openPlaceholders(text);
    return only(
      opened,
      found.map((what) => ({ what: `placeholder ${what}`, place })),
    );
  });
}

const OPEN = mark("expression");
/** Characters. Longer than any image reference, and short enough for the patterns below. */
const LENGTH_LIMIT = 1024;

/** Delimiters that template tools put around a name: `${X}`, `$(X)`, `$X`, `{{ x }}`, `<X>`, `#{X}#`, `%X%`, `@X@`, `[[x]]`, `__X__`. */
const FRAMED =
  /\$\{\{?[^{}]*\}{1,2}|\$\([^()]*\)|\$\w+|\{\{[^{}]*\}\}|<[^<>]*>|#\{[^{}]*\}#?|%\w+%|@{1,2}\w+@{1,2}|\[\[[^[\]]*\]\]|__\w+?__/g;
/** Words in capital letters in a name: registries accept lower case only, so they cannot be literal. */
const CAPITALS = /[A-Z0-9_]*[A-Z]{2}[A-Z0-9_]*/g;
/** Words used in placeholders, as part of a word in capital letters in a tag. */
const PLACEHOLDER_WORD =
  /(?:^|_)(?:TAG|SHA\d*|COMMIT|VERSION|IMAGE|BUILD|HASH|DIGEST|REV|REVISION|NUMBER|BRANCH|PLACEHOLDER|REPLACE|CHANGE|CHANGEME|REPLACEME|TODO|TBD)(?:_|$)/;
/** Explicit placeholder words, in any case. */
const EXPLICIT =
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
  const openedName = EXPLICIT.test(name) && tag === undefined ? open(name) : name.replace(CAPITALS, open);
  const openedTag = tag === undefined ? "" : `:${openTag(tag, open)}`;
  return { opened: openedName + openedTag + (digest === undefined ? "" : `@${digest}`), found };
}

function openTag(tag: string, open: (what: string) => string): string {
  if (isLiteral(tag) && EXPLICIT.test(tag)) return open(tag);
  return tag.replace(/[A-Z][A-Z0-9_]+/g, (word) => (PLACEHOLDER_WORD.test(word) ? open(word) : word));
}

function cut(text: string, at: number): readonly [string, string?] {
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
