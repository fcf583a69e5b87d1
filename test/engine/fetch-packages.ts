// node test/engine/fetch-packages.ts [--engine]
// Fetches into the cache the packages that a session will want, those of a private engine too where asked, while npm ci installs
// the dependencies: nothing that this imports may need them.

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
