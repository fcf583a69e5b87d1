// Recognises `::name key=value,…::data` in a line (actions/runner ActionCommand, the v2 and the older `##[name]data` form).

export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const NAMES = [
  "add-mask",
  "add-matcher",
  "add-path",
  "debug",
  "echo",
  "endgroup",
  "error",
  "group",
  "notice",
  "remove-matcher",
  "save-state",
  "set-env",
  "set-output",
  "stop-commands",
  "warning",
];

/** `undefined` for an ordinary line and for a name that the runner does not know. `token` ends a `::stop-commands::`. */
export function parseCommand(line: string, token?: string): WorkflowCommand | undefined {
  return fromDoubleColon(trimStart(line), token) ?? fromBracket(line, token);
}

/** As in .NET: unlike JavaScript's, it removes U+0085 and keeps U+FEFF. */
const trimStart = (text: string): string => text.replace(/^[\p{White_Space}]+/u, "");

function fromDoubleColon(line: string, token: string | undefined): WorkflowCommand | undefined {
  if (!line.startsWith("::")) return undefined;
  const end = line.indexOf("::", 2);
  if (end < 0) return undefined;
  return build(line.slice(2, end), line.slice(end + 2), ",", token, [
    ["%3A", ":"],
    ["%2C", ","],
  ]);
}

function fromBracket(line: string, token: string | undefined): WorkflowCommand | undefined {
  const start = line.indexOf("##[");
  const end = start < 0 ? -1 : line.indexOf("]", start);
  if (end < 0) return undefined;
  return build(line.slice(start + 3, end), line.slice(end + 1), ";", token, [
    ["%3B", ";"],
    ["%5D", "]"],
  ]);
}

type Escape = readonly [coded: string, plain: string];
const NEWLINES: readonly Escape[] = [
  ["%0D", "\r"],
  ["%0A", "\n"],
];

function build(
  head: string,
  data: string,
  separator: string,
  token: string | undefined,
  escapes: readonly Escape[],
): WorkflowCommand | undefined {
  const space = head.indexOf(" ");
  const name = space < 0 ? head : head.slice(0, space);
  if (!NAMES.includes(name.toLowerCase()) && name.toLowerCase() !== token?.toLowerCase()) return undefined;
  const properties: Record<string, string> = {};
  const pairs =
    space < 0
      ? []
      : head
          .slice(space + 1)
          .trim()
          .split(separator);
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    if (equals >= 0) properties[pair.slice(0, equals)] = decoded(pair.slice(equals + 1), [...NEWLINES, ...escapes]);
  }
  return {
    name: name.toLowerCase(),
    properties,
    data: decoded(data, separator === "," ? NEWLINES : [...NEWLINES, ...escapes]),
  };
}

/** `%25` goes last, so that an escaped percent sign never starts another escape. */
function decoded(text: string, escapes: readonly Escape[]): string {
  return [...escapes, ["%25", "%"] as const].reduce((each, [coded, plain]) => each.replaceAll(coded, plain), text);
}
