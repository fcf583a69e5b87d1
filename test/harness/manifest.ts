// Reads an action.yml as the runner does: inputs with their defaults, and how the action is run.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const javascript = z.object({
  using: z.literal("node24"),
  main: z.string(),
  pre: z.string().optional(),
  "pre-if": z.string().default("always()"),
  post: z.string().optional(),
  "post-if": z.string().default("always()"),
});

const step = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  if: scalar.optional(),
  run: z.string(),
  shell: z.enum(["bash", "sh"]),
  env: z.record(z.string(), scalar).default({}),
  "working-directory": z.string().optional(),
});

const composite = z.object({ using: z.literal("composite"), steps: z.array(step) });

const manifest = z.object({
  name: z.string(),
  inputs: z
    .record(z.string(), z.object({ default: scalar.optional(), required: z.boolean().default(false) }))
    .default({}),
  outputs: z.record(z.string(), z.object({ value: z.string().optional() })).default({}),
  runs: z.discriminatedUnion("using", [javascript, composite]),
});

export type Manifest = z.output<typeof manifest>;
export type JavaScriptRuns = z.output<typeof javascript>;
export type CompositeRuns = z.output<typeof composite>;
export type Step = z.output<typeof step>;

/** Throws where the file is missing or is not an action that the harness can run. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, "action.yml");
  const parsed = manifest.safeParse(parse(await readFile(file, "utf8")));
  if (!parsed.success)
    throw new Error(`${file} is not an action the harness can run:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
