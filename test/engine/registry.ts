// The session's two real OCI registries: one acts as GHCR, which issues tokens, one as ACR, which accepts a password directly.
// Each requires credentials made for this session.

import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { startDockerRegistry } from "./docker-registry.ts";
import { progress } from "./progress.ts";
import { basicAccess, type Credentials, tokenAccess } from "./registry-access.ts";

export type Registry = Credentials & { host: string; stop(): Promise<void> };
export type RegistryName = "ghcr" | "acr";

/** Starts a registry that keeps everything below `folder`; what is already in `folder`/storage is served. */
export async function startRegistry(name: RegistryName, folder: string): Promise<Registry> {
  progress(`starting the ${name.toUpperCase()} stand-in`);
  await mkdir(folder, { recursive: true });
  const credentials = { username: `${name}-user`, password: randomBytes(12).toString("hex") };
  const access =
    name === "ghcr" ? await tokenAccess(folder, "ghcr-stand-in", credentials) : await basicAccess(folder, credentials);
  try {
    const { host, stop } = await startDockerRegistry({ name, folder, auth: access.configuration });
    return { ...credentials, host, stop: async () => void (await Promise.all([stop(), access.stop()])) };
  } catch (error) {
    await access.stop();
    throw error;
  }
}
