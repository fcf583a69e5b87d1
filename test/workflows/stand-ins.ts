// Third-party actions, each replaced by a folder here: github.com cannot be reached, and what they do there is not under test.
import { join } from "node:path";

const standIn = (name: string) => join(import.meta.dirname, name);

/** `owner/name@ref`, as workflows and documents use it, to the folder. */
export const standIns: Readonly<Record<string, string>> = {
  "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1": standIn("checkout"),
  "github/codeql-action@8aad20d150bbac5944a9f9d289da16a4b0d87c1e": standIn("codeql-action"),
};
