// Runs the commands in the words of another: `strace docker run …`, `find -exec`, `docker exec app sh -c …`.
import { commandsAmong, innerCommands } from "./inner-command.ts";
import { counting } from "./listeners.ts";
import { DEPTH_LIMIT } from "./nesting-limit.ts";
import { type Run, type Streams, UNUSED } from "./run.ts";
import type { Argument, RunInner, Simple } from "./simple-command.ts";

/** Programs that start a command in a container. */
const CONTAINERS = /^(?:docker|podman|nerdctl|finch|docker-compose|podman-compose|kubectl|oc|crictl|ctr)$/;

export function startsContainers(program: string): boolean {
  return CONTAINERS.test(program);
}

/** Programs whose words are never commands. */
const TEXT_ONLY =
  /^(?:git|gh|hub|glab|apt|apt-get|apk|yum|dnf|brew|choco|snap|pip3?|pipx|gem|cargo|which|type|hash|man|grep|egrep|fgrep|rg|chmod|chown|mkdir|rm|touch|ls|test|\[|echo|printf|kill|killall|pkill|systemctl|service|usermod|groupadd|adduser|addgroup|gpasswd|newgrp|docker-credential-.*|curl|wget|tar|zip|unzip|sleep|dpkg|update-alternatives|setcap)$/;

/** Returns how many of the commands deploy or are scripts. */
export function runAmong(run: Run, simple: Simple, streams: Streams, runInner: RunInner): number {
  const { program, args } = simple;
  if (run.depth >= DEPTH_LIMIT || TEXT_ONLY.test(program)) return 0;
  const built = innerCommands(run, program, args, streams.stdin);
  const { ended } = run.scope;
  const started = built === undefined ? runMentioned(run, simple, streams, runInner) : runBuilt(run, built, runInner);
  run.scope.ended = ended;
  return started;
}

/** The commands that the program builds from its words. */
function runBuilt(run: Run, commands: readonly (readonly Argument[])[], runInner: RunInner): number {
  const { listener } = counting(run.listener, false);
  const inner: Run = { ...run, listener, depth: run.depth + 1 };
  for (const words of commands) if (run.listener.spend(words.length)) runInner(inner, words, UNUSED);
  return Math.max(1, commands.length);
}

/** The first command among the words that deploys or is a script. Of what runs in a container, only a deploy matters. */
function runMentioned(run: Run, { program, args }: Simple, streams: Streams, runInner: RunInner): number {
  const isContainer = startsContainers(program);
  const counter = counting(run.listener, true);
  const inner: Run = { ...run, listener: counter.listener, depth: run.depth + 1 };
  for (const index of commandsAmong(run, args, isContainer)) {
    if (counter.count() > 0 || !run.listener.spend(args.length)) break;
    runInner(inner, args.slice(index), isContainer ? streams : { ...streams, wanted: false });
  }
  return counter.count();
}
