// Environment variables with which an earlier step can weaken this one: Node obeys them before or while an action runs. What would make its
// result worthless is refused; what has an honest use too is said.
import type { Problem } from "@deploy-actions/contract";

export type Judgement = {
  /** Why the action must not run. */
  readonly refused?: Problem;
  readonly warnings: readonly string[];
};

type Danger = {
  /** With its value where that says what is wrong. */
  readonly found: string;
  readonly effect: string;
  readonly remedy: string;
  readonly refuse: boolean;
};

/** `opensConnections`: whether the action itself talks to servers. */
export function judgeVariables(environment: Readonly<NodeJS.ProcessEnv>, opensConnections: boolean): Judgement {
  const dangers = [
    ...certificates(environment, opensConnections),
    ...debugOutput(environment, opensConnections),
    ...nodeOptions(environment),
    ...preloaded(environment),
  ];
  const worst = dangers.filter(({ refuse }) => refuse);
  const warnings = dangers.filter(({ refuse }) => !refuse).map(sentence);
  if (worst.length === 0) return { warnings };
  return {
    refused: {
      happened: worst.map(({ found, effect }) => `${found} is set: ${effect}.`).join("\n"),
      state: "Nothing was started or changed.",
      next: worst.map(({ remedy }) => remedy).join(" "),
    },
    warnings,
  };
}

function sentence({ found, effect, remedy }: Danger): string {
  return `${found} is set: ${effect}. ${remedy}`;
}

/** Node checks the variable whenever it connects, and accepts every certificate when it is exactly "0". */
function certificates({ NODE_TLS_REJECT_UNAUTHORIZED: value }: NodeJS.ProcessEnv, refuse: boolean): Danger[] {
  if (value !== "0") return [];
  return [
    {
      found: "NODE_TLS_REJECT_UNAUTHORIZED=0",
      effect: "Node then accepts any certificate, so anyone on the network can pose as any server",
      remedy:
        "Remove it from the job and from earlier steps, or set it to '1' in this step's `env:`; for a certificate authority of your own, set NODE_EXTRA_CA_CERTS to its file.",
      refuse,
    },
  ];
}

/** Node prints the headers of requests, with their credentials, to the log. */
const PRINTING_HEADERS = ["http", "http2", "https"];

function debugOutput({ NODE_DEBUG: value = "" }: NodeJS.ProcessEnv, refuse: boolean): Danger[] {
  if (value === "") return [];
  const sections = value.split(",").map((part) => part.trim());
  if (!sections.some((section) => PRINTING_HEADERS.some((name) => covers(section, name)))) return [];
  return [
    {
      found: `NODE_DEBUG=${value}`,
      effect: "Node then prints requests with their credentials to the log",
      remedy: "Remove it, or set it to '' in this step's `env:`.",
      refuse,
    },
  ];
}

/** Whether a section of NODE_DEBUG, which may contain `*`, covers a name. */
function covers(section: string, name: string): boolean {
  const pattern = section.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, ".*");
  return new RegExp(`^${pattern}$`, "i").test(name);
}

/** Options that open the process, or write down what it encrypts. */
const REFUSED_OPTIONS: readonly string[] = [
  ...["--inspect", "--inspect-brk", "--inspect-wait", "--inspect-port", "--debug-port"],
  ...["--tls-keylog", "--trace-tls"],
];

/** Options that run other code in the process, or weaken its encryption or its parser. */
const SAID_OPTIONS: readonly string[] = [
  ...["--require", "-r", "--import", "--loader", "--experimental-loader", "--env-file", "--env-file-if-exists"],
  ...["--tls-min-v1.0", "--tls-min-v1.1", "--tls-cipher-list", "--openssl-config", "--openssl-shared-config"],
  ...["--openssl-legacy-provider", "--insecure-http-parser", "--security-revert"],
];

function nodeOptions({ NODE_OPTIONS: value = "" }: NodeJS.ProcessEnv): Danger[] {
  if (value === "") return [];
  // As Node reads it: quotes and backslashes are removed, and an underscore is a dash.
  const names = value
    .replace(/["\\]/g, "")
    .split(/\s+/)
    .map((word) => word.split("=", 1)[0]?.replaceAll("_", "-") ?? "");
  const remedy = "Remove it from the job, or set it to '' in this step's `env:`.";
  const danger = (name: string, effect: string, refuse: boolean): Danger => ({
    found: `NODE_OPTIONS with ${name}`,
    ...{ effect, remedy, refuse },
  });
  return [...new Set(names)].flatMap((name) => {
    if (REFUSED_OPTIONS.includes(name))
      return [danger(name, "it lets others read what this action keeps secret", true)];
    if (SAID_OPTIONS.includes(name)) return [danger(name, "it changes what this action runs, or weakens it", false)];
    return [];
  });
}

function preloaded(environment: NodeJS.ProcessEnv): Danger[] {
  return ["LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES"]
    .filter((name) => (environment[name] ?? "") !== "")
    .map((name) => ({
      found: name,
      effect: "a library that is not part of this action was loaded into it",
      remedy: "If you did not set it yourself, find out which step did.",
      refuse: false,
    }));
}
