// A compose file as resolved by Compose with its variables (`readModel`). Only the keys that this library uses are typed; others are preserved.
// It can contain secret values, so it is never stored.
// Source: the Compose specification, https://github.com/compose-spec/compose-spec/blob/main/spec.md
import { z } from "zod/mini";
import { RuntimeError } from "./error.ts";

const Volume = z.looseObject({
  type: z.string(),
  source: z.optional(z.string()),
  target: z.string(),
  read_only: z.optional(z.boolean()),
});

const Use = z.looseObject({ source: z.string() });

const Service = z.looseObject({
  image: z.optional(z.string()),
  volumes: z.nullish(z.array(Volume)),
  configs: z.nullish(z.array(Use)),
  secrets: z.nullish(z.array(Use)),
});

/** The source of a config or secret. */
const Origin = z.looseObject({
  file: z.optional(z.string()),
  environment: z.optional(z.string()),
  content: z.optional(z.string()),
});

export const Model = z.looseObject({
  services: z.record(z.string(), Service),
  configs: z.optional(z.record(z.string(), Origin)),
  secrets: z.optional(z.record(z.string(), Origin)),
});

export type Model = z.output<typeof Model>;
export type Service = z.output<typeof Service>;
export type Volume = z.output<typeof Volume>;
export type Origin = z.output<typeof Origin>;

/** Parses the output of `readModel`. Throws RuntimeError "compose" if it has no service that would start. */
export function parseModel(text: string): Model {
  const value = json(text);
  const parsed = Model.safeParse(value);
  if (parsed.success && Object.keys(parsed.data.services).length > 0) return parsed.data;
  if (parsed.success || z.object({ services: z.null() }).safeParse(value).success) {
    throw composeFileError(
      "The compose file has no services that would start.",
      "Set `compose-file` to the file that has them; services with a profile are not started.",
    );
  }
  const where = parsed.error.issues[0]?.path.join(".") ?? "";
  throw composeFileError(
    `Compose printed ${where === "" ? "a text" : `a \`${where}\``} that this version does not understand.`,
    "Check the version of Compose on the target; 2.26 is known to work.",
  );
}

/** Undefined if it is not JSON. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The error for a compose file that cannot be deployed. */
export function composeFileError(message: string, next: string): RuntimeError {
  return new RuntimeError("compose", { message, state: "Nothing was changed.", next });
}

/** Compose prints `$` as `$$`, so that its output can be parsed as a compose file again. */
export function unescapeDollars(text: string): string {
  return text.replaceAll("$$", "$");
}
