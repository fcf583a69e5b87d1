// Makes the values that Compose's own hash does not see part of it: each service that gets some carries a fingerprint of them as a label, so
// that a new value is a new configuration and Compose makes the container again.
//
// The fingerprint is an HMAC-SHA256 under a key of 32 random bytes that never leaves the target (`key` in the ledger's folder, readable by
// the runner's user alone). A plain hash could be guessed offline by whoever sees the label, if the secret is weak; without the key
// this one cannot. Where a value cannot be read, nobody can know whether it changed: then the container is made again.
import { createHmac, randomUUID } from "node:crypto";
import type { Ledger } from "@deploy-actions/release";
import { type ComposeProject, type Model, type Unseen, unseenValues } from "@deploy-actions/runtime";
import { type Target, TargetError } from "@deploy-actions/target";
import type { Setting } from "./context.ts";

const LABEL = "deploy-actions.values";

/** Service → label; services that get no such value have none. */
export type Fingerprints = ReadonlyMap<string, Readonly<Record<string, string>>>;

export async function fingerprintsOf(
  setting: Setting,
  { isKept }: Pick<Ledger, "isKept">,
  key: string,
  model: Model,
): Promise<Fingerprints> {
  const labels = await Promise.all(
    [...unseenValues(model, setting.variables)].map(async ([service, values]) => {
      const known = await Promise.all(values.map((value) => told(setting, isKept, service, value)));
      const fingerprint = createHmac("sha256", key)
        .update(JSON.stringify([service, known]))
        .digest("hex");
      return [service, { [LABEL]: fingerprint }] as const;
    }),
  );
  return new Map(labels);
}

/** The project with these labels in a file over its others. */
export function withFingerprints(project: ComposeProject, fingerprints: Fingerprints): ComposeProject {
  if (fingerprints.size === 0) return project;
  const services = [...fingerprints].map(([service, labels]) => [service, { labels }]);
  return { ...project, overlay: `${JSON.stringify({ services: Object.fromEntries(services) })}\n` };
}

async function told(
  { target, signal, log }: Setting,
  isKept: Ledger["isKept"],
  service: string,
  { name, value, file }: Unseen,
): Promise<string[]> {
  if (file === undefined) return [name, "value", value ?? ""];
  // Named by its content, and not written yet when a deploy looks before it touches anything.
  if (isKept(file)) return [name, "kept", file];
  const hash = await hashOf(target, file, signal);
  if (hash !== undefined) return [name, "file", hash];
  log.warning(
    `The ${name} of service ${service} is the file ${file}, which could not be read, so nobody knows whether it changed: the service's containers are made again. Let the runner's user read it to avoid that.`,
  );
  return [name, "unknown", randomUUID()];
}

async function hashOf(target: Target, file: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { code, stdout } = await target.run({ argv: ["sha256sum", "--", file] }, { signal });
    return code === 0 ? /^\\?([0-9a-f]{64})/.exec(stdout)?.[1] : undefined;
  } catch (error) {
    if (error instanceof TargetError && error.reason !== "aborted") return undefined;
    throw error;
  }
}
