// Adds a label with a fingerprint of the values that Compose's own hash does not cover, so that a new value changes the configuration and
// Compose recreates the container.
//
// The fingerprint is an HMAC-SHA256 with a key of 32 random bytes that never leaves the target (`key` in the ledger's folder, readable only by
// the runner's user). With a plain hash, anyone who can read the label could guess a weak secret offline. If a value cannot be read, it may
// have changed, so the container is recreated.
import { createHmac, randomUUID } from "node:crypto";
import type { Ledger } from "@deploy-actions/release";
import { type ComposeProject, type Model, type UnhashedValue, unhashedValues } from "@deploy-actions/runtime";
import { LIMIT, type Target, TargetError } from "@deploy-actions/target";
import type { RolloutContext } from "./context.ts";

const LABEL = "deploy-actions.values";

/** Service → label. Services without such values have no entry. */
export type Fingerprints = ReadonlyMap<string, Readonly<Record<string, string>>>;

export async function fingerprintsOf(
  context: RolloutContext,
  { isKept }: Pick<Ledger, "isKept">,
  key: string,
  model: Model,
): Promise<Fingerprints> {
  const labels = await Promise.all(
    [...unhashedValues(model, context.variables)].map(async ([service, values]) => {
      const inputs = await Promise.all(values.map((value) => fingerprintInput(context, isKept, service, value)));
      const fingerprint = createHmac("sha256", key)
        .update(JSON.stringify([service, inputs]))
        .digest("hex");
      return [service, { [LABEL]: fingerprint }] as const;
    }),
  );
  return new Map(labels);
}

/** The project with these labels in an additional overlay file. */
export function withFingerprints(project: ComposeProject, fingerprints: Fingerprints): ComposeProject {
  if (fingerprints.size === 0) return project;
  const services = [...fingerprints].map(([service, labels]) => [service, { labels }]);
  return { ...project, overlay: `${JSON.stringify({ services: Object.fromEntries(services) })}\n` };
}

async function fingerprintInput(
  { target, signal, log }: RolloutContext,
  isKept: Ledger["isKept"],
  service: string,
  { name, value, file }: UnhashedValue,
): Promise<string[]> {
  if (file === undefined) return [name, "value", value ?? ""];
  // Its path identifies its content. The file may not exist yet, because preflight runs before files are stored.
  if (isKept(file)) return [name, "kept", file];
  const hash = await hashOf(target, file, signal);
  if (hash !== undefined) return [name, "file", hash];
  log.warning(
    `The ${name} of service ${service} is the file ${file}, which could not be read. The service's containers are recreated because the file may have changed; make it readable by the runner's user to avoid that.`,
  );
  return [name, "unknown", randomUUID()];
}

async function hashOf(target: Target, file: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { code, stdout } = await target.run({ argv: ["sha256sum", "--", file], timeoutMs: LIMIT.parse }, { signal });
    return code === 0 ? /^\\?([0-9a-f]{64})/.exec(stdout)?.[1] : undefined;
  } catch (error) {
    if (error instanceof TargetError && error.reason !== "aborted") return undefined;
    throw error;
  }
}
