// Turns findings in deployed files round to the commands that deploy them: the command is what breaks the policy, once for a rule, however
// many lines of its files are to blame. Those lines belong to the finding, as does every fix. Until here each line stood for itself, so that
// comments and the configuration could speak for one image alone.
import type { Finding, Fix, Related } from "./finding.ts";
import { commandsOf, placeKey } from "./settle.ts";

/** Images that a message names one by one. */
const NAMED = 3;

/** The same findings; those in files that commands deploy are gathered at each of these commands. */
export function gathered(findings: readonly Finding[]): readonly Finding[] {
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
  if (first === undefined) throw new Error("a group of findings has a first one");
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

/** ` The same goes for postgres:16 (compose.yml:12) and 2 more.` */
function sameOf(rest: readonly Finding[]): string {
  if (rest.length === 0) return "";
  const named = rest.slice(0, NAMED).map(({ subject, path, range }) => `${subject} (${path}:${range.start.line})`);
  const more = rest.length > NAMED ? [`${rest.length - NAMED} more`] : [];
  const all = [...named, ...more];
  const last = all.pop() ?? "";
  return ` The same goes for ${all.length === 0 ? last : `${all.join(", ")} and ${last}`}.`;
}

function fixOf(fixes: readonly Fix[]): Fix | undefined {
  const [first] = fixes;
  if (first === undefined) return undefined;
  return { description: first.description, replacements: fixes.flatMap(({ replacements }) => replacements) };
}
