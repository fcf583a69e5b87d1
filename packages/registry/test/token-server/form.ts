// Holds a request against the published shape of an exchange, field by field: what must be there, and nothing besides.
import type { Heard } from "./service.ts";

/** A field's required value; `true` for any that is not empty. */
export type Shape = Readonly<Record<string, string | true>>;

/** What is wrong with a form-encoded POST, or undefined where every field is as it should be. `repeated` may come more than once. */
export function formProblem(heard: Heard, shape: Shape, repeated: readonly string[] = []): string | undefined {
  if (heard.method !== "POST") return `the method is ${heard.method}, not POST`;
  const type = heard.headers["content-type"];
  if (type !== "application/x-www-form-urlencoded") return `the content type is ${type}`;
  return fieldProblem(new URLSearchParams(heard.body), shape, repeated);
}

/** The same for the fields of a query. */
export function fieldProblem(
  fields: URLSearchParams,
  shape: Shape,
  repeated: readonly string[] = [],
): string | undefined {
  for (const [name, wanted] of Object.entries(shape)) {
    const given = fields.getAll(name);
    if (given.length === 0) return `${name} is missing`;
    if (given.length > 1 && !repeated.includes(name)) return `${name} comes ${given.length} times`;
    if (given.some((value) => (wanted === true ? value === "" : value !== wanted)))
      return `${name} is ${given.join(", ")}`;
  }
  const stray = [...fields.keys()].find((name) => !(name in shape));
  return stray === undefined ? undefined : `${stray} does not belong here`;
}
