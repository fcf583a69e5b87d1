// Scripts for tests of the shell: walked as a step's would be, with everything written down that a listener hears of them.
import { positionsOf, type SourcePlace, type Template, valuesIn } from "@deploy-actions/workflow-source";
import type { Host } from "@deploy-actions/workflow-source/command";
import {
  evaluateExpression,
  githubContext,
  type Triggers,
  templateOf,
} from "@deploy-actions/workflow-source/expression";
import { displayText, filesOf } from "@deploy-actions/workflow-source/testing";
import { only, type Values } from "@deploy-actions/workflow-source/value";
import { type Listener, NO_RESULT, type Start } from "../src/run.ts";
import { runnerLayer } from "../src/runner.ts";
import { Scope } from "../src/scope.ts";
import { walkScript } from "../src/walk.ts";

export type Given = {
  /** What the environment around the script sets besides the runner's own; marks may stand in a text. */
  readonly variables?: Readonly<Record<string, string | Values>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly host?: Host;
  readonly directory?: string | undefined;
  /** How many nodes the walk may take. */
  readonly budget?: number;
  readonly edit?: Listener["edit"];
};

/** A command: its program, its words as {@link told}, where it runs, and the places of its words as `line:column-column`. */
type Heard = {
  readonly program: string;
  readonly words: readonly string[];
  readonly host: Host;
  readonly directory: string | undefined;
  readonly places: readonly string[];
  readonly written: readonly string[];
  readonly stdin: string | undefined;
};

export type Walked = {
  readonly commands: readonly Heard[];
  readonly problems: readonly string[];
  readonly scope: Scope;
};

/** Walks the script as the step of a workflow; of its expressions those of the `github` context are known. */
export function walked(text: string, given: Given = {}): Walked {
  const commands: Heard[] = [];
  const problems: string[] = [];
  const variables = new Map(Object.entries(given.variables ?? {}));
  const scope = new Scope("directory" in given ? given.directory : "", new Map());
  const runner = given.host === "remote" ? () => undefined : runnerLayer("w.yml", PUSH);
  let left = given.budget ?? 100_000;
  const start: Start = {
    script: scriptOf(text),
    scope,
    host: given.host ?? "runner",
    inherited(name) {
      const value = variables.get(name);
      return typeof value === "string" ? only(value) : (value ?? runner(name));
    },
    repository: filesOf(given.files ?? {}),
    listener: {
      command({ program, args, host, directory, stdin }) {
        commands.push({
          program,
          words: args.map(({ values }) => displayText(values)),
          host,
          directory,
          places: args.map(({ place }) => spanOf(place)),
          written: args.map(({ written }) => written),
          stdin: stdin === undefined ? undefined : displayText(valuesIn(stdin.text, stdin.holes)),
        });
        return NO_RESULT;
      },
      knows: () => false,
      unknown: () => undefined,
      unread: () => undefined,
      edit: given.edit ?? (() => undefined),
      problem: (message, place) => void problems.push(`${spanOf(place)} ${message}`),
      spend(cost = 1) {
        left -= cost;
        return left > 0;
      },
    },
    depth: 0,
  };
  walkScript(start, { stdin: undefined, wanted: false });
  return { commands, problems, scope };
}

/** The words of every `deploy …` of the script, joined by blanks; those on another host behind `@ `. */
export function deploysOf(text: string, given: Given = {}): readonly string[] {
  const all = walked(text, given).commands.filter(({ program }) => program === "deploy");
  return all.map(({ words, host }) => `${host === "remote" ? "@ " : ""}${words.join(" ")}`);
}

/** What starts the workflow of every script here. */
const PUSH: Triggers = { events: new Set(["push"]), pushBranches: ["main"], pushTags: undefined };

/** The script alone in a file `script`, so that its lines and columns are those of the file. */
function scriptOf(text: string): Template {
  const at = positionsOf(text);
  const range = (start: number, end: number) => ({ start: at(start), end: at(end) });
  return templateOf({ path: "script", value: text, range, offset: (index) => index }, (body, place) => {
    return evaluateExpression(body, (path) => githubContext(path, PUSH, place), place).values;
  });
}

function spanOf(place: SourcePlace): string {
  const { start, end } = place.range();
  const last = end.line === start.line ? `${end.column}` : `${end.line}:${end.column}`;
  return `${start.line}:${start.column}-${last}`;
}
