// Proposes to require a value instead of using a default: `${TAG:?…}` for `${TAG:-latest}`, or `required: true` for an input's default. The
// person who starts the deploy then chooses the tag.
import type { DeployedImage, Hop } from "@deploy-actions/workflow";
import type { Fix } from "../finding.ts";
import type { Candidate } from "./candidate.ts";
import { tagFallback, variableDefaultAt } from "./default.ts";
import type { Edit } from "./edit.ts";
import type { SourceLines, SourceSpan } from "./source-lines.ts";

/** Empty if the image's tag is not a default, or if the line with the default cannot be parsed reliably. */
export function requiredCandidates(
  image: DeployedImage,
  excerpts: (path: string) => SourceLines | undefined,
): readonly Candidate[] {
  const hop = tagFallback(image);
  const file = hop && excerpts(hop.place.path);
  const fix = hop && file && (variableRequired(hop, file) ?? inputRequired(hop, file));
  if (fix === undefined) return [];
  return [{ ...fix, outcome: "required", succeeds: (after) => after.judgement.verdict !== "mutable" }];
}

function variableRequired(hop: Hop, file: SourceLines): Fix | undefined {
  const found = variableDefaultAt(hop, file);
  if (found === undefined) return undefined;
  const { name, colon, value, range } = found;
  const message = /^\d/.test(name) ? `argument ${name} is missing` : `${name} is not set`;
  return {
    description: `Fail with "${message}" instead of deploying ${value}.`,
    replacements: [{ path: hop.place.path, range, text: `${colon}?${message}` }],
  };
}

/** An indented `default: latest`, followed by at most a comment. */
const DEFAULT = /^( +)default:[ \t]+("[^"\\]*"|'[^']*'|[\w.-]+)(?=[ \t]*(?:#|$))/;

function inputRequired({ place }: Hop, file: SourceLines): Fix | undefined {
  const at = place.range().start;
  const line = file.line(at.line);
  const [all, indent, value = ""] = DEFAULT.exec(line?.text ?? "") ?? [];
  if (line === undefined || all === undefined || indent === undefined || at.column > all.length) return undefined;
  const description = `Require the input instead of deploying ${value.replace(/["']/g, "")} by default.`;
  const fix = (...edits: readonly Edit[]): Fix => ({
    description,
    replacements: edits.map((one) => ({ path: place.path, ...one })),
  });
  const required = siblings(file, at.line, indent).find(({ text }) => /^ +required:/.test(text));
  if (required === undefined) return fix({ range: line.range(indent.length, all.length), text: "required: true" });
  const [, before, answer] = /^( +required:[ \t]+)(true|false)[ \t]*(?:#|$)/.exec(required.text) ?? [];
  // The complete line is deleted, so a line with a comment is left alone.
  if (before === undefined || answer === undefined || line.text.includes("#")) return undefined;
  const gone = { range: { start: { line: at.line, column: 1 }, end: { line: at.line + 1, column: 1 } }, text: "" };
  const asked = { range: required.range(before.length, before.length + answer.length), text: "true" };
  return answer === "true" ? fix(gone) : fix(gone, asked);
}

/** The lines that start entries of the same mapping. */
function siblings(file: SourceLines, line: number, indent: string): readonly SourceSpan[] {
  const found: SourceSpan[] = [];
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
