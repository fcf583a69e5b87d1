// Proposes to let nothing stand in for a value that was not given: `${TAG:?…}` for `${TAG:-latest}`, `required: true` for an input's
// default. Which tag is then deployed is said by whoever starts the deploy.
import type { DeployedImage, Hop } from "@deploy-actions/workflow";
import type { Fix } from "../finding.ts";
import type { Candidate } from "./candidate.ts";
import { fallbackOf, variableDefaultAt } from "./default.ts";
import type { Edit } from "./edit.ts";
import type { Excerpt, Excerpts } from "./excerpt.ts";

/** Nothing where the image's tag is no default, or the default stands where its line cannot be read with certainty. */
export function requiredCandidates(
  image: DeployedImage,
  excerpts: (path: string) => Excerpts | undefined,
): readonly Candidate[] {
  const hop = fallbackOf(image);
  const file = hop && excerpts(hop.place.path);
  const fix = hop && file && (variableRequired(hop, file) ?? inputRequired(hop, file));
  if (fix === undefined) return [];
  return [{ ...fix, outcome: "required", settles: (after) => after.judgement.verdict !== "mutable" }];
}

function variableRequired(hop: Hop, file: Excerpts): Fix | undefined {
  const found = variableDefaultAt(hop, file);
  if (found === undefined) return undefined;
  const { name, colon, value, range } = found;
  const message = /^\d/.test(name) ? `argument ${name} is missing` : `${name} is not set`;
  return {
    description: `Fail with "${message}" instead of deploying ${value}.`,
    replacements: [{ path: hop.place.path, range, text: `${colon}?${message}` }],
  };
}

/** `default: latest`, indented, and no more than a comment behind it. */
const DEFAULT = /^( +)default:[ \t]+("[^"\\]*"|'[^']*'|[\w.-]+)(?=[ \t]*(?:#|$))/;

function inputRequired({ place }: Hop, file: Excerpts): Fix | undefined {
  const at = place.range().start;
  const line = file.line(at.line);
  const [all, indent, value = ""] = DEFAULT.exec(line?.text ?? "") ?? [];
  if (line === undefined || all === undefined || indent === undefined || at.column > all.length) return undefined;
  const description = `Ask for the input instead of deploying ${value.replace(/["']/g, "")}: required, without a default.`;
  const fix = (...edits: readonly Edit[]): Fix => ({
    description,
    replacements: edits.map((one) => ({ path: place.path, ...one })),
  });
  const required = siblings(file, at.line, indent).find(({ text }) => /^ +required:/.test(text));
  if (required === undefined) return fix({ range: line.range(indent.length, all.length), text: "required: true" });
  const [, before, answer] = /^( +required:[ \t]+)(true|false)[ \t]*(?:#|$)/.exec(required.text) ?? [];
  // The whole line goes: a comment on it would go with it.
  if (before === undefined || answer === undefined || line.text.includes("#")) return undefined;
  const gone = { range: { start: { line: at.line, column: 1 }, end: { line: at.line + 1, column: 1 } }, text: "" };
  const asked = { range: required.range(before.length, before.length + answer.length), text: "true" };
  return answer === "true" ? fix(gone) : fix(gone, asked);
}

/** The lines of the same mapping that begin an entry. */
function siblings(file: Excerpts, line: number, indent: string): readonly Excerpt[] {
  const found: Excerpt[] = [];
  for (const step of [-1, 1]) {
    for (let at = line + step; at >= 1 && at <= file.lines; at += step) {
      const other = file.line(at);
      const depth = other?.text.search(/[^ ]/) ?? -1;
      if (other === undefined || depth === -1 || other.text[depth] === "#") continue;
      if (depth < indent.length) break;
      if (depth === indent.length) found.push(other);
    }
  }
  return found;
}
