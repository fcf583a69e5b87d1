// The one-off container of a migration: its name, and the commands that inspect and stop it.
import { createHash } from "node:crypto";
import { docker, dockerCommand } from "@deploy-actions/runtime";
import { type Command, LIMIT, type Result } from "@deploy-actions/target";
import { z } from "zod/mini";
import { ROLE_LABEL } from "./step-command.ts";

/** Seconds that a migration has to roll back after SIGTERM. The runner kills a cancelled step after ten seconds in total. */
const GRACE_SECONDS = 3;

/** A stable name for one migration of one pipeline. `scope` identifies it: repository, workflow, job, image, command. */
export function containerName(scope: readonly string[]): string {
  const digest = createHash("sha256").update(JSON.stringify(scope)).digest("hex");
  return `migrate-${digest.slice(0, 12)}`;
}

/** SIGTERM, and SIGKILL after the grace period. */
export function stopContainer(name: string): Command {
  return dockerCommand(["container", "stop", "-t", String(GRACE_SECONDS), "--", name]);
}

/** Returns when the container has exited, immediately if it already has. */
export function waitForContainer(name: string): Command {
  return dockerCommand(["container", "wait", "--", name], { timeoutMs: LIMIT.watch });
}

export function inspectContainer(name: string): Command {
  return docker.inspect("container", [name]);
}

const Inspected = z.tuple([
  z.object({
    State: z.object({ Running: z.boolean() }),
    Config: z.object({ Labels: z.nullish(z.record(z.string(), z.string())) }),
  }),
]);

/** "foreign": a container that this action did not create has the name. */
export type ContainerState = "absent" | "running" | "exited" | "foreign";

/** Reads the result of `inspectContainer`. */
export function containerState(inspected: Result): ContainerState {
  if (inspected.code !== 0) return "absent";
  const [{ State, Config }] = Inspected.parse(JSON.parse(inspected.stdout));
  const ours = Object.entries(ROLE_LABEL).every(([key, value]) => Config.Labels?.[key] === value);
  if (!ours) return "foreign";
  return State.Running ? "running" : "exited";
}
