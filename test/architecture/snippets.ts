// YAML that documents show: every fenced `yaml` block of a Markdown file, and the complete workflow that it is part of.
import { isMap, isSeq, parseDocument, type YAMLMap } from "yaml";
import { read } from "./files.ts";

/** `line` is that of the snippet's first line, from 1; `heading` is the nearest one above it. */
export type Snippet = {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly heading?: string;
};
export type Meaning = { readonly kind: "workflow" | "action"; readonly text: string };

const FENCE = /^([ \t]*)(`{3,}|~{3,})[ \t]*ya?ml\b[^\n]*\n([\s\S]*?)^[ \t]*\2[ \t]*$/gm;
/** Any fenced block: a comment in one is not a heading. */
const BLOCK = /^[ \t]*(`{3,}|~{3,})[\s\S]*?^[ \t]*\1[ \t]*$/gm;

export function snippetsOf(path: string): Snippet[] {
  const text = read(path);
  return [...text.matchAll(FENCE)].map((match) => {
    const body = match[3] ?? "";
    const above = text.slice(0, match.index);
    const [, heading = ""] = [...above.replace(BLOCK, "").matchAll(/^#+ (.*)$/gm)].at(-1) ?? [];
    return { path, line: above.split("\n").length + 1, text: dedent(body, match[1] ?? ""), heading };
  });
}

/** A wrong example on a page of the policy, which policy-pages.test.ts checks. */
export function isCounterexample({ path, heading }: Snippet): boolean {
  return path.startsWith("docs/policy/") && heading === "Before";
}

/**
 * The workflow that a snippet is part of: steps get a job, jobs get an event that has the inputs they read. Undefined when it is not part of a workflow or
 * action; one that holds a `uses:` always is, so throws when it cannot be completed.
 */
export function meaningOf({ path, line, text }: Snippet): Meaning | undefined {
  const contents = parseDocument(text).contents;
  if (isMap(contents)) {
    if (contents.has("runs")) return { kind: "action", text };
    if (contents.has("jobs")) return { kind: "workflow", text: contents.has("on") ? text : `${eventFor(text)}${text}` };
    if (contents.has("steps"))
      return { kind: "workflow", text: `${eventFor(text)}jobs:\n  job:\n${runsOn(contents)}${indent(text, 4)}` };
    if (looksLikeJobs(contents)) return { kind: "workflow", text: `${eventFor(text)}jobs:\n${indent(text, 2)}` };
  }
  if (isSeq(contents) && contents.items.some((item) => isMap(item) && (item.has("uses") || item.has("run")))) {
    return {
      kind: "workflow",
      text: `${eventFor(text)}jobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${indent(text, 6)}`,
    };
  }
  if (/^[ \t-]*uses:/m.test(text)) {
    throw new Error(
      `${path}:${line}: this snippet uses an action, yet is neither steps, jobs, a workflow nor an action`,
    );
  }
  return undefined;
}

/** The simplest event that has what the text reads: a push, or a run by hand with the inputs. */
function eventFor(text: string): string {
  const inputs = new Set([...text.matchAll(/\binputs\.([\w-]+)/g)].map(([, name]) => name));
  if (inputs.size === 0) return "on: push\n";
  const declared = [...inputs].map((name) => `      ${name}:\n        type: string\n        required: true\n`);
  return `on:\n  workflow_dispatch:\n    inputs:\n${declared.join("")}`;
}

function looksLikeJobs(contents: YAMLMap): boolean {
  return contents.items.every(({ value }) => isMap(value) && (value.has("steps") || value.has("uses")));
}

function runsOn(job: YAMLMap): string {
  return job.has("runs-on") ? "" : "    runs-on: ubuntu-latest\n";
}

function indent(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(by));
}

function dedent(text: string, margin: string): string {
  return margin === "" ? text : text.replace(new RegExp(`^${margin}`, "gm"), "");
}
