// Judges image references with unknown parts. Unknown parts are replaced by samples and packages/image gives the verdict; this module only
// decides which unknown parts can change the result (policy facts 5.3).
import { digestProblem, type ImageReference, judgeReference, judgeTag, parseReference } from "@deploy-actions/image";
import type { Judgement, MutableClass } from "./judgement.ts";
import { isLiteral, type MarkKind, type Meaning, mark, meaningsIn, replaceMarks, shown } from "./mark.ts";
import type { Value, Values } from "./value.ts";

const SAMPLE_COMMIT = "0123456789abcdef0123456789abcdef01234567";
const SAMPLE_DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
/** Hex digits. A shorter prefix may match several commits. */
const SHORTEST_COMMIT = 7;
/** What determines an unknown part, as a noun phrase. */
const UNKNOWN_SOURCES: Readonly<Partial<Record<MarkKind, string>>> = {
  input: "an input",
  secret: "a secret",
  variable: "a variable that is not set in this repository",
  output: "the output of an action",
  remote: "something outside this repository",
  command: "the output of a command",
  reported: "the output of a command",
  expression: "an expression",
};
const CHANNELS = new Set(
  "stable edge nightly canary beta alpha rc preview next current rolling lts testing unstable oldstable dev develop development staging stage uat qa test testing prod production live main master trunk head release demo sandbox preprod snapshot".split(
    " ",
  ),
);

/**
 * The verdict on the worst alternative. An alternative that names nothing (from an event without that property) counts only if there is no
 * other.
 */
export function judgeValues(values: Values): Judgement {
  const judged = values.map((value) => judgeValue(value));
  const telling = judged.filter(
    (one, index) => !(one.verdict === "undecided" && namesNothing(values[index]?.text ?? "")),
  );
  const all = telling.length > 0 ? telling : judged;
  const mutable = all.filter(({ verdict }) => verdict === "mutable");
  const sure = mutable.find(({ value }) => !value.trail.some(({ fallback }) => fallback));
  const worst = sure ?? mutable[0] ?? all.find(({ verdict }) => verdict === "undecided") ?? all[0];
  return worst ?? { verdict: "undecided", why: "nothing is known about it", value: { text: "", trail: [] } };
}

/** The repository of a reference, including marks: the part before tag and digest. */
export function repositoryIn(text: string): string {
  return splitReference(text).name;
}

/** The tag of a reference with its colon, including marks; empty if there is none. */
export function tagIn(text: string): string {
  const { tag } = splitReference(text);
  return tag === undefined ? "" : `:${tag}`;
}

/** Judges a single alternative. */
export function judgeValue(value: Value): Judgement {
  const { name, tag, digest } = splitReference(expanded(value.text.trim()));
  const immutable = (why: string): Judgement => ({ verdict: "immutable", why, value });
  const undecided = (why: string): Judgement => ({ verdict: "undecided", why, value });
  const mutable = (kind: MutableClass, why: string): Judgement => ({ verdict: "mutable", class: kind, why, value });
  if (digest !== undefined) {
    const malformed = whyNoDigest(digest);
    if (malformed !== undefined) return mutable("malformed", `"${shown(digest)}" is not a digest: it ${malformed}`);
    // Only a digest is accepted after "@".
    const sample = isLiteral(digest) ? digest : SAMPLE_DIGEST;
    return parsed(`${plainName(name)}@${sample}`) === undefined
      ? undecided(invalidReference(value))
      : immutable("it is pinned by digest");
  }
  const last = name.slice(name.lastIndexOf("/") + 1);
  if (meaningsIn(last).some(({ kind }) => kind === "digest")) return immutable("it is pinned by digest");
  if (tag === undefined) {
    const unknown = unknownSource(meaningsIn(last));
    if (unknown !== undefined) return undecided(`${unknown} decides which image it is`);
    if (name === "" || parsed(plainName(name)) === undefined) return undecided(invalidReference(value));
    return mutable("untagged", 'a name without a tag means "latest"');
  }
  if (tag === "") return undecided("its tag may be empty");
  if (name === "") return undecided(invalidReference(value));
  return judgeTagText(
    tag,
    { immutable, undecided, mutable },
    () => parsed(`${plainName(name)}:${sampleTag(tag)}`) !== undefined,
  );
}

/** What a run fills in that is certainly not a digest, as the end of a clause. */
const NO_DIGESTS: ReadonlyMap<Meaning["kind"], string> = new Map([
  ["commit", "is a commit"],
  ["version", "is a version"],
  ["branch", "is a branch"],
  ["run", "identifies a run"],
  ["time", "is a time"],
]);

/** Why the part after "@" can never be a digest. An empty one may come from an output that is not set, and is undecided. */
function whyNoDigest(digest: string): string | undefined {
  if (digest === "") return undefined;
  if (isLiteral(digest)) return digestProblem(digest);
  return meaningsIn(digest)
    .map(({ kind }) => NO_DIGESTS.get(kind))
    .find((why) => why !== undefined);
}

/** A variable in a text that came from an expression may still be expanded by the shell. */
function expanded(text: string): string {
  return text.includes("$") ? text.replace(/\$(?:\{[^{}]*\}|\w+)/g, mark("variable")) : text;
}

type Verdicts = {
  immutable(why: string): Judgement;
  undecided(why: string): Judgement;
  mutable(kind: MutableClass, why: string): Judgement;
};

function judgeTagText(tag: string, { immutable, undecided, mutable }: Verdicts, isReference: () => boolean): Judgement {
  const meanings = meaningsIn(tag);
  const subject = `the tag "${shown(tag)}"`;
  if (meanings.some(({ kind }) => kind === "digest")) return immutable("its tag carries a digest");
  if (meanings.some((one) => one.kind === "commit" && one.length >= SHORTEST_COMMIT)) {
    return isReference() ? immutable("its tag carries the commit") : undecided(`${subject} is not valid`);
  }
  if (/(?:^|[-_.])latest$/.test(tag)) return mutable("latest", `${subject} moves with every push`);
  const unknown = unknownSource(meanings);
  if (unknown !== undefined) return undecided(`${unknown} decides its tag`);
  if (meanings.some(({ kind }) => kind === "commit"))
    return undecided(`${subject} carries too few digits of the commit`);
  if (!isReference()) return undecided(`${subject} is not valid`);
  if (meanings.some(({ kind }) => kind === "branch"))
    return mutable("branch", `${subject} is a branch, which moves with every push`);
  if (meanings.some(({ kind }) => kind === "run"))
    return mutable("run", `${subject} identifies the run, not the commit`);
  if (meanings.some(({ kind }) => kind === "time"))
    return mutable("time", `${subject} identifies a time, not the commit`);
  if (meanings.some(({ kind }) => kind === "version"))
    return mutable("version", `${subject} is a version, which a later push could move`);
  if (meanings.length > 0) return mutable("fixed", `${subject} carries no commit, so a later push can move it`);
  const { kind, why } = judgeTag(tag);
  if (kind === "commit") return immutable(`the tag "${tag}" ${why}`);
  return mutable(classOf(tag, kind), `the tag "${tag}" ${why}`);
}

function classOf(tag: string, kind: ReturnType<typeof judgeTag>["kind"]): MutableClass {
  if (kind === "version" || /^v?\d+(?:\.\d+)*(?:[-.][\w.-]+)?$/.test(tag)) return "version";
  return CHANNELS.has(tag.toLowerCase()) ? "channel" : "fixed";
}

type Parts = { readonly name: string; readonly tag: string | undefined; readonly digest: string | undefined };

/** A colon after the last slash starts a tag; one before it belongs to the registry's port. */
function splitReference(text: string): Parts {
  const at = text.indexOf("@");
  const [path, digest] = at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  const colon = path.indexOf(":", path.lastIndexOf("/") + 1);
  if (colon === -1) return { name: path, tag: undefined, digest };
  return { name: path.slice(0, colon), tag: path.slice(colon + 1), digest };
}

function unknownSource(meanings: readonly Meaning[]): string | undefined {
  for (const { kind } of meanings) {
    const who = kind === "commit" ? undefined : UNKNOWN_SOURCES[kind];
    if (who !== undefined) return who;
  }
  return undefined;
}

function namesNothing(text: string): boolean {
  const { name, tag, digest } = splitReference(text.trim());
  return name === "" || (tag === "" && digest === undefined) || digest === "";
}

/** Replaces unknown parts with some valid text. A digit is also valid in a port. */
function plainName(name: string): string {
  return replaceMarks(name, () => "1").toLowerCase();
}

function sampleTag(tag: string): string {
  const sample = (meaning: Meaning): string =>
    meaning.kind === "commit" ? SAMPLE_COMMIT.slice(0, meaning.length) : meaning.kind === "version" ? "1.2.3" : "x1";
  return replaceMarks(tag, sample);
}

function invalidReference({ text }: Value): string {
  return text === "" ? "it is empty" : `"${shown(text)}" is not an image reference`;
}

function parsed(text: string): ImageReference | undefined {
  try {
    const reference = parseReference(text);
    judgeReference(reference);
    return reference;
  } catch {
    return undefined;
  }
}
