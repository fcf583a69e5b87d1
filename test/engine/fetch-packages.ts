// node test/engine/fetch-packages.ts [--engine]
// Downloads into the cache the packages that a session needs, and with --engine those of a private engine. It runs while npm ci
// installs the dependencies, so nothing that it imports may need them.

import { busybox } from "./busybox.ts";
import { registryPackages } from "./docker-registry.ts";
import { enginePackages } from "./private-engine.ts";
import { EngineError } from "./progress.ts";

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => process.exit(1));

try {
  const engine = process.argv.includes("--engine") ? [enginePackages()] : [];
  await Promise.all([busybox(), registryPackages(), ...engine]);
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
