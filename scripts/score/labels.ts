// A labelled sample of workflows: `labels.jsonl`, one object per line, and next to it one folder `<n>/` per repository. The sample's own
// README says what the fields mean; what a score needs of them is read here.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const verdict = z.enum(["mutable", "immutable", "undecidable", "build-ok"]);
const line = z.int().positive();
const companion = z.object({ path: z.string(), line, verdict, why: z.string().default("") });
const ref = z.object({
  line,
  also: z.array(line).default([]),
  text: z.string().default(""),
  verdict,
  why: z.string().default(""),
  accept: z.array(verdict).default([]),
  companion: z.array(companion).default([]),
});
const labelled = z.object({
  n: z.union([z.int(), z.string()]).transform(String),
  repo: z.string(),
  path: z.string(),
  refs: z.array(ref),
  traps: z.array(z.object({ line, why: z.string().default("") })).default([]),
  ignore: z.array(z.union([line, z.object({ line }).transform((one) => one.line)])).default([]),
});

export type Verdict = z.output<typeof verdict>;
export type Ref = z.output<typeof ref>;
export type Companion = z.output<typeof companion>;
/** One workflow of the sample, at `path` in the folder `n`. */
export type Labelled = z.output<typeof labelled>;

/** All labels of a sample, in the order of its file. Throws with the number of the first line that is not a label. */
export function readLabels(folder: string): readonly Labelled[] {
  const lines = readFileSync(join(folder, "labels.jsonl"), "utf8").split("\n");
  return lines.flatMap((text, index) => {
    if (text.trim() === "") return [];
    try {
      return [labelled.parse(JSON.parse(text))];
    } catch (error) {
      throw new Error(`labels.jsonl:${index + 1}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}
