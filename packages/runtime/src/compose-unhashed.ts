// Finds what a service gets that Compose's own configuration hash does not cover: the hash knows a config or secret by its name alone,
// so a new value would never reach a running container (docker/compose#11900, #13045).
import { type Model, type Origin, plain } from "./compose-model.ts";

/** One value, or where it is. */
export type Unseen = {
  /** `secret tok` */
  readonly name: string;
  readonly value: string | undefined;
  /** A file on the target. */
  readonly file: string | undefined;
};

/** Service → what it gets, sorted by name; services that get nothing of the kind are left out. */
export function unseenValues(
  { services, secrets = {}, configs = {} }: Model,
  variables: Readonly<Record<string, string>>,
): ReadonlyMap<string, readonly Unseen[]> {
  const entries = Object.entries(services).map(([service, uses]): [string, Unseen[]] => [
    service,
    [
      ...(uses.secrets ?? []).map(({ source }) => unseen(`secret ${source}`, secrets[source], variables)),
      ...(uses.configs ?? []).map(({ source }) => unseen(`config ${source}`, configs[source], variables)),
    ].sort((a, b) => (a.name < b.name ? -1 : 1)),
  ]);
  return new Map(entries.filter(([, values]) => values.length > 0));
}

function unseen(name: string, origin: Origin | undefined, variables: Readonly<Record<string, string>>): Unseen {
  const { file, environment, content } = origin ?? {};
  if (environment !== undefined) return { name, value: variables[environment] ?? "", file: undefined };
  return { name, value: content === undefined ? undefined : plain(content), file };
}
