// The pages that explain the rules of the policy, parsed into what a test can check: their parts, and the files that they show.
import { z } from "zod";
import { read } from "./files.ts";

/** Files by path from a repository's root: what a page shows under "Before" or "After". */
export type Shown = Readonly<Record<string, string>>;

export type Page = {
  readonly title: string;
  /** The rule's severity, and the rule that always reports the same place. */
  readonly severity: string | undefined;
  readonly companion: string | undefined;
  /** The settings that the example is checked with. */
  readonly actions: "sha" | "off";
  /** True if the example is checked as a change of the files in After. */
  readonly fromBase: boolean;
  /** Headings of the second level, in order. */
  readonly parts: readonly string[];
  readonly before: Shown;
  readonly after: Shown;
};

const SEVERITY = /^Severity: (error|warning|note)\b(?:.*\bin addition to (ITV\d{3}))?/m;
const SETTINGS = /^Settings: `actions: (sha|off)`\.$/m;
/** A block whose first line is a comment with the file's path. */
const FILE = /^```yaml\n# (\S+)\n([\s\S]*?)^```$/gm;

const actions = z.enum(["sha", "off"]).default("off");

export function pageAt(path: string): Page {
  const text = read(path);
  const [head = "", ...sections] = text.split(/^## /m);
  const severity = SEVERITY.exec(head);
  const partNamed = (name: string): string => sections.find((section) => section.startsWith(`${name}\n`)) ?? "";
  return {
    title: /^# (.*)$/m.exec(head)?.[1] ?? "",
    severity: severity?.[1],
    companion: severity?.[2],
    actions: actions.parse(SETTINGS.exec(head)?.[1]),
    fromBase: head.includes("\nSettings: `policy-from: base`.\n"),
    parts: sections.map((section) => section.slice(0, section.indexOf("\n"))),
    before: filesShownIn(partNamed("Before")),
    after: filesShownIn(partNamed("After")),
  };
}

function filesShownIn(part: string): Shown {
  return Object.fromEntries([...part.matchAll(FILE)].map(([, path = "", body = ""]) => [path, body]));
}
