// What Helm gave for the expressions of helm-functions.cases.ts, as `npm run fixture:helm` wrote it down.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Case } from "./helm-functions.cases.ts";

/** What Helm prints for an expression and its value as JSON, or the error with which it stops. */
export type HelmAnswer = { readonly printed: string; readonly value: unknown } | { readonly error: string };

export type Entry = { readonly function: string; readonly expression: string; readonly helm: HelmAnswer };

/** `helm` is the version of Helm; `values` the chart's values.yaml. */
export type Fixture = { readonly helm: string; readonly values: string; readonly entries: readonly Entry[] };

export const fixturePath = join(import.meta.dirname, "helm-functions.json");

export function readFixture(): Fixture {
  return JSON.parse(readFileSync(fixturePath, "utf8")) as Fixture;
}

export function expressionOf(one: Case): string {
  return typeof one === "string" ? one : one.expression;
}
