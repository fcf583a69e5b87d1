// Groups findings in deployed files by the command that deploys them: one finding per command and rule, which lists the lines of the files
// and carries all their fixes. This happens last, so that comments and configuration can suppress individual images first.
import type { Finding, Fix, Related } from "./finding.ts";
import { commandsOf, placeKey } from "./merge-by-place.ts";

/** Number of images that a message lists. */
const LISTED_LIMIT = 3;

/** The same findings, with those in deployed files grouped by command. */
export function groupedByCommand(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, { readonly command: Related; readonly members: Finding[] }>();
  const others: Finding[] = [];
  for (const finding of findings) {
    const commands = commandsOf(finding);
    if (commands.length === 0) others.push(finding);
    else for (const command of commands) add(command, finding);
  }
  return [...others, ...[...groups.values()].map(({ command, members }) => atCommand(command, members))];

  function add(command: Related, finding: Finding): void {
    const state = finding.suppressed === undefined ? "open" : finding.suppressed.by;
    const key = `${finding.rule} ${finding.severity} ${state} ${placeKey(command)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { command, members: [finding] });
    else group.members.push(finding);
  }
}

function atCommand({ path, range, what }: Related, members: readonly Finding[]): Finding {
  const [first, ...rest] = members;
  if (first === undefined) throw new Error("a group of findings must not be empty");
  const images = members.flatMap((one) => one.images ?? []);
  const files = [...new Set(members.map((one) => one.path))];
  const fix = fixOf(members.flatMap((one) => one.fix ?? []));
  const { fix: _, images: __, ...kept } = first;
  return {
    ...kept,
    path,
    range,
    message: `${first.message}${sameOf(rest)}`,
    subject: `${what.replace(/^deployed by /, "")}: ${files.join(", ")}`,
    related: [
      ...members.map((one) => ({ path: one.path, range: one.range, what: one.subject })),
      ...first.related.filter(({ deploys }) => deploys !== true),
    ],
    ...(images.length === 0 ? {} : { images }),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** ` The same applies to postgres:16 (compose.yml:12) and 2 more.` */
function sameOf(rest: readonly Finding[]): string {
  if (rest.length === 0) return "";
  const named = rest
    .slice(0, LISTED_LIMIT)
    .map(({ subject, path, range }) => `${subject} (${path}:${range.start.line})`);
  const more = rest.length > LISTED_LIMIT ? [`${rest.length - LISTED_LIMIT} more`] : [];
  const all = [...named, ...more];
  const last = all.pop() ?? "";
  return ` The same applies to ${all.length === 0 ? last : `${all.join(", ")} and ${last}`}.`;
}

function fixOf(fixes: readonly Fix[]): Fix | undefined {
  const [first] = fixes;
  if (first === undefined) return undefined;
  return { description: first.description, replacements: fixes.flatMap(({ replacements }) => replacements) };
}
