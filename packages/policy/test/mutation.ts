// Ways to damage a text, as people, merges and enemies do: what a mutation does depends on nothing but itself and the text.
import fc from "fast-check";

/** `at` and `to` are shares of the text's length, from 0 to 1. */
type Mutation =
  | { readonly does: "delete" | "duplicate" | "indent" | "outdent"; readonly at: number; readonly length: number }
  | { readonly does: "swap" | "move"; readonly at: number; readonly to: number; readonly length: number }
  | { readonly does: "truncate"; readonly at: number }
  | { readonly does: "insert"; readonly at: number; readonly piece: string; readonly times: number };

/** What has a meaning in one of the languages that are read. Here `␣` is a blank and `⏎` the end of a line. */
const MEANINGFUL = [
  // YAML
  `&a␣ *a␣ <<:␣*a⏎ !!binary␣ ?␣ -␣ ---⏎ ...⏎ %YAML␣1.2⏎ |⏎ >-⏎ |9⏎ "\\U000F0028" ⏎␣␣␣␣`,
  // workflows, compose files, kustomizations
  "image:␣x:latest⏎ uses:␣./x⏎ needs:␣[a]⏎ run:␣|⏎ steps:⏎ jobs:⏎ matrix:␣{a:␣[1,␣2]}⏎",
  "include:␣[compose.yml]⏎ extends:␣{service:␣a}⏎ resources:␣[.]⏎ #␣itv-ignore[ITV001]␣why⏎ #␣itv-ignore[",
  // charts
  `{{␣.Values. {{␣include␣"x"␣.}} {{-␣range␣.}} {{␣end␣}} {{␣define␣"x"␣}}`,
  // expressions
  "${{ }} ${{␣ ␣}} ${{␣}} ${{␣fromJSON('[1')␣}} ${{␣github.sha ${{␣github['sha']␣}} ${{␣inputs.x␣||␣'latest'␣}}",
  // shell
  "${ ${TAG:- ${TAG:-latest} ${!TAG} ${TAG//a/ ${TAG##*:} ${TAG:?} $$ $1 $@ $TAG $( $(( )) `date` && ||",
  "<<EOF⏎ <<-'EOF'⏎ ⏎EOF⏎ <<< >>␣$GITHUB_ENV⏎ >>␣\"$GITHUB_OUTPUT\"⏎ exit␣1⏎ set␣-e⏎ cd␣/srv⏎",
  "if␣true;␣then⏎ fi⏎ for␣x␣in␣1␣2;␣do⏎ done⏎ while␣:;␣do⏎ case␣$x␣in⏎ esac⏎ f()␣{⏎ }⏎",
  `ssh␣host␣" ssh␣host␣<<EOF⏎ bash␣-c␣' eval␣" sudo␣ env␣A=b␣ envsubst␣<␣ tee␣ sed␣-i␣'s|x|y|'␣ sed␣-i␣"s/:.*/:$TAG/"␣`,
  "docker␣run␣ docker␣pull␣x:latest⏎ docker␣compose␣up␣-d⏎ kubectl␣apply␣-f␣.⏎ helm␣upgrade␣a␣.␣--set␣a.b=c⏎",
];

const PIECES = [
  ...MEANINGFUL.flatMap((line) => line.split(" ")).map((piece) => piece.replaceAll("␣", " ").replaceAll("⏎", "\n")),
  ..."'\"`\\$(){}[]<>|&;#*?!:-,%@~=^/",
  ...["\t", "\r\n", "\r", "\n", "\u0000", "\u00a0", "\u2028", "\ufeff", "\ud800", "é", "🚢", "\u{f0028}", "\u{100000}"],
];

const share = fc.double({ min: 0, max: 1, noNaN: true });
/** Characters: mostly a word or a line. */
const length = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2000 }));

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ does: fc.constantFrom("delete", "duplicate", "indent", "outdent"), at: share, length }),
  fc.record({ does: fc.constantFrom("swap", "move"), at: share, to: share, length }),
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant("insert" as const),
      at: share,
      piece: fc.constantFrom(...PIECES),
      times: times(),
    }),
  },
  fc.record({ does: fc.constant("truncate" as const), at: share }),
);

/** Mostly one or two: after many, nothing of the file is left to be read. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.oneof(
  { weight: 4, arbitrary: fc.array(mutation, { minLength: 1, maxLength: 2 }) },
  fc.array(mutation, { minLength: 3, maxLength: 12 }),
);

function times(): fc.Arbitrary<number> {
  return fc.oneof({ weight: 12, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 60 }), fc.constant(5000));
}

/** Half of all places are moved to the beginning of a line, so that whole lines are hit too. */
export function mutated(text: string, all: readonly Mutation[]): string {
  return all.reduce((current, one, index) => applied(current, one, index % 2 === 0), text);
}

function applied(text: string, one: Mutation, byLine: boolean): string {
  const place = (part: number): number => {
    const offset = Math.floor(part * text.length);
    return byLine ? text.lastIndexOf("\n", offset) + 1 : offset;
  };
  const at = place(one.at);
  if (one.does === "truncate") return text.slice(0, at);
  if (one.does === "insert") {
    // A new line that is indented like its neighbour becomes a part of the same script or mapping.
    const margin = byLine ? (/^[ \t]*(?:- )?/.exec(text.slice(at, at + 200))?.[0] ?? "").replace("-", " ") : "";
    const piece = byLine ? `${margin}${one.piece.trimEnd().replaceAll("\n", `\n${margin}`)}\n` : one.piece;
    return text.slice(0, at) + piece.repeat(one.times) + text.slice(at);
  }
  const end = Math.min(at + one.length, text.length);
  const [head, span, tail] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
  switch (one.does) {
    case "delete":
      return head + tail;
    case "duplicate":
      return head + span + span + tail;
    case "indent":
      return head + span.replaceAll("\n", "\n  ") + tail;
    case "outdent":
      return head + span.replaceAll("\n  ", "\n") + tail;
    case "move": {
      const rest = head + tail;
      const to = Math.min(place(one.to), rest.length);
      return rest.slice(0, to) + span + rest.slice(to);
    }
    case "swap": {
      const to = Math.max(place(one.to), end);
      return head + text.slice(to, to + one.length) + text.slice(end, to) + span + text.slice(to + one.length);
    }
  }
}
