// olareg, a second registry implementation in addition to Docker's: it has the referrers API, which Docker's lacks, and keeps
// repositories as OCI layouts on the disk. It needs no login.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DockerRegistry } from "./docker-registry.ts";
import { goTool } from "./go-tool.ts";
import { onFreePort } from "./port.ts";
import { startDaemon } from "./program.ts";
import { EngineError } from "./progress.ts";

/** One line about why it cannot be started here; undefined if it can. */
export async function whyNoOlareg(): Promise<string | undefined> {
  const tool = await goTool("olareg");
  return "reason" in tool ? tool.reason : undefined;
}

/** Starts one that keeps each repository as a layout in `folder`/<name>. */
export async function startOlareg(folder: string): Promise<DockerRegistry> {
  const tool = await goTool("olareg");
  if ("reason" in tool) throw new EngineError(tool.reason);
  await mkdir(folder, { recursive: true });
  return onFreePort(async (port) => {
    const host = `127.0.0.1:${port}`;
    const daemon = await startDaemon({
      name: "olareg",
      argv: [
        tool.path,
        "serve",
        "--addr",
        "127.0.0.1",
        "--port",
        String(port),
        "--dir",
        folder,
        "--gc-frequency",
        "-1s",
      ],
      logFile: join(folder, "registry.log"),
      ready: () =>
        fetch(`http://${host}/v2/`).then(
          ({ status }) => status === 200,
          () => false,
        ),
      readyWithinMs: 120_000,
    });
    return { host, pid: daemon.pid, stop: daemon.stop };
  });
}
