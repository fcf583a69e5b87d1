// Finds the differences between two Compose models that were resolved with the same variables.
import { type Model, unescapeDollars } from "./compose-model.ts";

/** One difference. A side without a value at `key` is undefined. */
export type Difference = {
  /** `services.web.volumes[0].source` */
  readonly key: string;
  readonly one: string | undefined;
  readonly other: string | undefined;
};

/** Keys of a service that a deploy ignores, because it never builds and pulls images itself. */
const UNUSED = ["build", "develop", "pull_policy"];

export function differences(one: Model, other: Model): Difference[] {
  return compared("", used(one), used(other));
}

/** Without extensions, which have no effect, and the project name, which the deploy sets. */
function used({ services, ...model }: Model): object {
  const kept = Object.entries(services).map(([name, service]) => [name, without(service, UNUSED)]);
  return { ...without(model, ["name"]), services: Object.fromEntries(kept) };
}

function without(value: object, unused: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith("x-") && !unused.includes(key)));
}

function compared(key: string, one: unknown, other: unknown): Difference[] {
  if (isObject(one) && isObject(other)) {
    const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
    return names.flatMap((name) => compared(below(key, name, one), ownValue(one, name), ownValue(other, name)));
  }
  const [here, there] = [shown(one), shown(other)];
  return here === there ? [] : [{ key, one: here, other: there }];
}

/** Not what every object has, such as `constructor`. */
function ownValue(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function below(key: string, name: string, parent: object): string {
  if (Array.isArray(parent)) return `${key}[${name}]`;
  return key === "" ? name : `${key}.${name}`;
}

function shown(value: unknown): string | undefined {
  return value === undefined ? undefined : unescapeDollars(typeof value === "string" ? value : JSON.stringify(value));
}
