// Finds the values that a service gets but that Compose's configuration hash does not cover: the hash contains only the name of a config or
// secret, so a new value would never reach a running container (docker/compose#11900, #13045).
import { type Model, type Origin, unescapeDollars } from "./compose-model.ts";

/** A value, or the file that contains it. */
export type UnhashedValue = {
  /** `secret tok` */
  readonly name: string;
  readonly value: string | undefined;
  /** A file on the target. */
  readonly file: string | undefined;
};

/** Service → values, sorted by name. Services without such values are left out. */
export function unhashedValues(
  { services, secrets = {}, configs = {} }: Model,
  variables: Readonly<Record<string, string>>,
): ReadonlyMap<string, readonly UnhashedValue[]> {
  const entries = Object.entries(services).map(([service, uses]): [string, UnhashedValue[]] => [
    service,
    [
      ...(uses.secrets ?? []).map(({ source }) => unhashedValue(`secret ${source}`, secrets[source], variables)),
      ...(uses.configs ?? []).map(({ source }) => unhashedValue(`config ${source}`, configs[source], variables)),
    ].sort((a, b) => (a.name < b.name ? -1 : 1)),
  ]);
  return new Map(entries.filter(([, values]) => values.length > 0));
}

function unhashedValue(
  name: string,
  origin: Origin | undefined,
  variables: Readonly<Record<string, string>>,
): UnhashedValue {
  const { file, environment, content } = origin ?? {};
  if (environment !== undefined) return { name, value: variables[environment] ?? "", file: undefined };
  return { name, value: content === undefined ? undefined : unescapeDollars(content), file };
}
