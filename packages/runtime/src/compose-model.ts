// A compose file as Compose understood it (`readModel`), typed as far as this library looks into it; everything else travels along untouched.
// Source: the Compose specification, https://github.com/compose-spec/compose-spec/blob/main/spec.md
import { z } from "zod";
import { RuntimeError } from "./error.ts";

const Volume = z.union([
  z.string(),
  z.looseObject({
    type: z.string(),
    source: z.string().optional(),
    target: z.string(),
    read_only: z.union([z.boolean(), z.string()]).optional(),
    volume: z.looseObject({}).optional(),
  }),
]);

const EnvFile = z.union([z.string(), z.looseObject({ path: z.string() })]);

const Service = z.looseObject({
  image: z.string().optional(),
  profiles: z.array(z.string()).optional(),
  volumes: z.array(Volume).optional(),
  env_file: z.union([z.string(), z.array(EnvFile)]).optional(),
});

const Source = z.looseObject({ file: z.string().optional() }).nullish();

export const Model = z.looseObject({
  services: z.record(z.string(), Service),
  configs: z.record(z.string(), Source).optional(),
  secrets: z.record(z.string(), Source).optional(),
});

export type Model = z.output<typeof Model>;
export type Service = z.output<typeof Service>;
export type Volume = z.output<typeof Volume>;

/** Reads what `readModel` printed. Throws RuntimeError "compose" where it holds no service. */
export function parseModel(text: string): Model {
  const parsed = Model.safeParse(JSON.parse(text));
  if (parsed.success && Object.keys(parsed.data.services).length > 0) return parsed.data;
  throw refused("The compose file has no services.", "Name the file that has them in `compose-file`.");
}

/**
 * The text of a compose file for a model: JSON, which is YAML, with keys in one order, so that the same model always gives the same bytes.
 * The project's name comes from outside.
 */
export function modelText({ name: _, ...model }: Model): string {
  return `${JSON.stringify(sorted(model), null, 2)}\n`;
}

/** The error of a compose file that cannot become a release. */
export function refused(message: string, next: string): RuntimeError {
  return new RuntimeError("compose", { message, state: "Nothing was changed.", next });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
