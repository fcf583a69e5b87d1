// Runs a command that is neither a function nor a builtin: the listener is told of it, then the scripts and commands in its words run.
import type { Command } from "@deploy-actions/workflow-source/command";
import { likelyOutput } from "./command-output.ts";
import { commandView } from "./command-view.ts";
import { nestedScripts } from "./nested-scripts/all.ts";
import type { NestedScript } from "./nested-scripts/nested-script.ts";
import { runNested } from "./nested-scripts/run.ts";
import { projectScripts } from "./project-scripts/all.ts";
import type { CommandResult, Output, Run, Streams } from "./run.ts";
import type { RunInner, Simple } from "./simple-command.ts";
import { runAmong, startsContainers } from "./started-among.ts";
import { textTool } from "./text-tools.ts";
import { noteDownload, reportCode } from "./unread-code.ts";
import { lineOf } from "./written-command.ts";

/** What is known of a command. */
type Known = {
  readonly command: Command;
  /** What a text tool prints. */
  readonly text: Output;
  /** Whether the listener understood it, and what it says that the command prints. */
  readonly isRead: boolean;
  readonly printed: Output;
  /** All scripts that it runs. */
  readonly scripts: readonly NestedScript[];
};

export function runOther(run: Run, simple: Simple, streams: Streams, runInner: RunInner): Output {
  const known = learn(run, simple, streams);
  noteDownload(run, simple);
  if (!known.isRead) {
    run.listener.spend(UNREAD_COST);
    reportCode(run, simple, known.command, known.scripts.length, streams);
  }
  const started = mayStartOthers(simple, known) ? runAmong(run, simple, streams, runInner) : 0;
  if (started === 0 && isUnread(known)) run.listener.unread(known.command, lineOf(run, simple.node));
  if (simple.program === "") return undefined;
  const outputs = known.scripts.map((script) => runNested(run, script, simple, streams));
  if (known.text !== undefined) return known.text;
  if (outputs.length > 0) return outputs.at(-1);
  return known.printed ?? likelyOutput(run, simple, known.command, streams, known.isRead);
}

/** A command that was not understood is looked at from several sides. */
const UNREAD_COST = 8;

function learn(run: Run, simple: Simple, streams: Streams): Known {
  const text = textTool(run, simple, streams);
  const command = commandView(run, simple, streams);
  const { scripts, printed, isRead } = run.listener.command(command);
  const own = [...nestedScripts(run, simple, command, streams), ...projectScripts(run, simple, command)];
  return { command, text, isRead, printed, scripts: [...own, ...scripts.map(remote)] };
}

function remote({ script, host }: CommandResult["scripts"][number]): NestedScript {
  return { script, host, variables: new Map(), stdin: undefined, sharesScope: false };
}

/** Whether its words may be commands that it starts. */
function mayStartOthers({ program }: Simple, { text, isRead, scripts }: Known): boolean {
  const isText = text !== undefined && program !== "xargs";
  return scripts.length === 0 && !isText && (!isRead || startsContainers(program));
}

function isUnread({ text, isRead, scripts }: Known): boolean {
  return scripts.length === 0 && text === undefined && !isRead;
}
