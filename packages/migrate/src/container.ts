// The one-off container of a migration as docker sees it: its name, and the commands that look at it and end it.
import { createHash } from "node:crypto";
import { docker } from "@deploy-actions/runtime";
import type { Command, Result } from "@deploy-actions/target";
import { z } from "zod/mini";
import { ROLE } from "./step-command.ts";

/** Seconds a migration gets to roll back after SIGTERM. The runner ends a cancelled step for good after ten in all. */
const GRACE_SECONDS = 3;

/** One name for one migration of one pipeline: `scope` is what tells it from others (repository, workflow, job, image, command). */
export function containerName(scope: readonly string[]): string {
  const digest = createHash("sha256").update(JSON.stringify(scope)).digest("hex");
  return `migrate-${digest.slice(0, 12)}`;
}

/** SIGTERM, and SIGKILL after the grace period. */
export function stop(name: string): Command {
  return { argv: ["docker", "container", "stop", "-t", String(GRACE_SECONDS), "--", name] };
}

/** Returns when the container has ended, at once when it has already. */
export function wait(name: string): Command {
  return { argv: ["docker", "container", "wait", "--", name] };
}

export function look(name: string): Command {
  return docker.inspect("container", [name]);
}

const Looked = z.tuple([
  z.object({
    State: z.object({ Running: z.boolean() }),
    Config: z.object({ Labels: z.nullish(z.record(z.string(), z.string())) }),
  }),
]);

export type Found = "nothing" | "running" | "ended" | "foreign";

/** What `look` answered. "foreign": a container that is not ours has the name. */
export function found(answer: Result): Found {
  if (answer.code !== 0) return "nothing";
  const [{ State, Config }] = Looked.parse(JSON.parse(answer.stdout));
  const ours = Object.entries(ROLE).every(([key, value]) => Config.Labels?.[key] === value);
  if (!ours) return "foreign";
  return State.Running ? "running" : "ended";
}
