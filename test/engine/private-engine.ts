// A private Docker Engine on a Debian machine without one: the distribution's own packages, unpacked into the cache and
// started by hand with a data root, socket, bridge and cgroup of its own. Nothing is installed and no firewall rule is set.

import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rmdir, symlink, writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { type PackageSet, unpackedPackages } from "./debian-packages.ts";
import { thisMachine } from "./machine.ts";
import { type Daemon, run, startDaemon, succeeds, tryRun } from "./program.ts";
import { EngineError, progress } from "./progress.ts";

export type PrivateEngine = { host: string; docker: string; plugins: string; gateway: string; stop(): Promise<void> };

/** Releases whose packages are known to work together. Debian 12's own engine is too old (20.10, no compose v2), and of
 * Debian 13's packages only runc, which wants a newer C library, does not run there. */
const packagesFor: Readonly<Record<string, readonly PackageSet[]>> = {
  bookworm: [
    { suite: "trixie", names: ["docker.io", "docker-cli", "containerd", "docker-compose", "docker-buildx"] },
    {
      suite: "bookworm",
      names: [
        "runc",
        "tini",
        "busybox-static",
        "iptables",
        "libip4tc2",
        "libip6tc2",
        "libxtables12",
        "libmnl0",
        "libnfnetlink0",
        "libnetfilter-conntrack3",
        "libnftnl11",
        "libseccomp2",
      ],
    },
  ],
  trixie: [
    {
      suite: "trixie",
      names: [
        "docker.io",
        "docker-cli",
        "containerd",
        "docker-compose",
        "docker-buildx",
        "runc",
        "tini",
        "busybox-static",
        "iptables",
        "libip4tc2",
        "libip6tc2",
        "libxtables12",
        "libmnl0",
        "libnfnetlink0",
        "libnetfilter-conntrack3",
        "libnftnl11",
        "libseccomp2",
      ],
    },
  ],
};

/** Why no private engine can be started on this machine, or undefined when one can. */
export function whyNoPrivateEngine(): string | undefined {
  const { id, codename, root } = thisMachine();
  if (id === "debian" && packagesFor[codename] !== undefined && root) return undefined;
  return "install Docker Engine with the buildx and compose v2 plugins and start it (on Debian 12 or 13, running as root is enough)";
}

/** Starts it with all its state below `folder`; `id` names its bridge and cgroup. */
export async function startPrivateEngine(folder: string, id: string): Promise<PrivateEngine> {
  const sets = packagesFor[thisMachine().codename];
  if (sets === undefined)
    throw new EngineError(`no engine packages are known for this release; ${whyNoPrivateEngine()}`);
  const prefix = await unpackedPackages("engine", sets);
  progress("starting a private Docker engine");
  await mkdir(join(folder, "bin"), { recursive: true });
  await linkIptables(prefix, join(folder, "bin"));
  const env = engineEnvironment(prefix, join(folder, "bin"));

  const bridge = await createBridge(prefix, id);
  const forwarding = await allowForwarding();
  const host = `unix://${join(folder, "docker.sock")}`;
  const docker = join(prefix, "usr/bin/docker");
  const cgroup = `deploy-actions-${id}`;
  let daemon: Daemon;
  try {
    daemon = await startDaemon({
      name: "dockerd",
      argv: [
        join(prefix, "usr/sbin/dockerd"),
        ...[
          "--data-root",
          join(folder, "data"),
          "--exec-root",
          join(folder, "exec"),
          "--pidfile",
          join(folder, "docker.pid"),
        ],
        ...["--host", host, "--config-file", await emptyConfiguration(folder), "--shutdown-timeout", "2"],
        ...["--bridge", bridge.name, "--iptables=false", "--ip6tables=false", "--ip-forward=false"],
        ...["--cgroup-parent", cgroup, "--exec-opt", "native.cgroupdriver=cgroupfs"],
      ],
      env,
      logFile: join(folder, "dockerd.log"),
      ready: () => succeeds([docker, "-H", host, "version"], { env }),
      readyWithinMs: 60_000,
      stopWithinMs: 20_000,
    });
  } catch (error) {
    await bridge.remove();
    await forwarding.restore();
    throw error;
  }
  return {
    host,
    docker,
    plugins: join(prefix, "usr/libexec/docker/cli-plugins"),
    gateway: bridge.address,
    stop: async () => {
      await removeEverything([docker, "-H", host], env);
      await daemon.stop();
      await bridge.remove();
      await forwarding.restore();
      await removeCgroups(cgroup);
    },
  };
}

/** dockerd finds its companions and their libraries in the prefix, ahead of the machine's own. */
function engineEnvironment(prefix: string, bin: string): NodeJS.ProcessEnv {
  const triplet = process.arch === "x64" ? "x86_64-linux-gnu" : "aarch64-linux-gnu";
  return {
    ...process.env,
    PATH: [bin, join(prefix, "usr/sbin"), join(prefix, "usr/bin"), process.env.PATH, "/usr/sbin", "/sbin"].join(":"),
    LD_LIBRARY_PATH: [join(prefix, "usr/lib", triplet), join(prefix, "lib", triplet)].join(":"),
    XTABLES_LIBDIR: join(prefix, "usr/lib", triplet, "xtables"),
  };
}

/** The links that the packages' install scripts would make: containers' name resolution needs iptables in their own namespace. */
async function linkIptables(prefix: string, bin: string): Promise<void> {
  for (const name of ["iptables", "ip6tables"]) await symlink(join(prefix, "usr/sbin", `${name}-nft`), join(bin, name));
}

/** An empty file, so that a machine's /etc/docker/daemon.json has no say here. */
async function emptyConfiguration(folder: string): Promise<string> {
  const path = join(folder, "daemon.json");
  await writeFile(path, "{}\n");
  return path;
}

/** A bridge of our own, so that no other engine's docker0 is shared; its address is how containers reach this machine. */
async function createBridge(
  prefix: string,
  id: string,
): Promise<{ name: string; address: string; remove(): Promise<void> }> {
  const ip = [
    join(prefix, existsSync(join(prefix, "usr/bin/busybox")) ? "usr/bin/busybox" : "bin/busybox"),
    "ip",
  ] as const;
  const name = `da-${id}`;
  const address = freeAddress();
  await run([...ip, "link", "add", "name", name, "type", "bridge"]);
  await run([...ip, "addr", "add", `${address}/24`, "dev", name]);
  await run([...ip, "link", "set", name, "up"]);
  return { name, address, remove: async () => void (await tryRun([...ip, "link", "del", name])) };
}

function freeAddress(): string {
  const taken = new Set(
    Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)),
  );
  for (let tries = 0; tries < 100; tries++) {
    const address = `10.${200 + Math.floor(Math.random() * 50)}.${Math.floor(Math.random() * 256)}.1`;
    if (!taken.has(address)) return address;
  }
  throw new EngineError("no free address was found for the engine's bridge");
}

/** With forwarding off, the client prints a warning on every `docker run`. Left on when it was on; else off again at the end. */
async function allowForwarding(): Promise<{ restore(): Promise<void> }> {
  const path = "/proc/sys/net/ipv4/ip_forward";
  const before = await readFile(path, "utf8");
  await writeFile(path, "1\n");
  return { restore: () => writeFile(path, before) };
}

/** Nobody else uses this engine: containers are killed and networks removed, so that it ends at once and leaves no bridge. */
async function removeEverything(docker: readonly [string, ...string[]], env: NodeJS.ProcessEnv): Promise<void> {
  const containers = (await tryRun([...docker, "ps", "-aq"], { env })).stdout.split("\n").filter(Boolean);
  if (containers.length > 0) await tryRun([...docker, "rm", "--force", "--volumes", ...containers], { env });
  await tryRun([...docker, "network", "prune", "--force"], { env });
}

/** Removes the cgroup in every hierarchy (cgroup v1 has several), children first; runc and BuildKit leave them empty. */
async function removeCgroups(name: string): Promise<void> {
  const roots = ["/sys/fs/cgroup", ...(await folders("/sys/fs/cgroup"))];
  for (const root of roots) if (existsSync(join(root, name))) await removeCgroup(join(root, name));
}

async function removeCgroup(path: string): Promise<void> {
  for (const child of await folders(path)) await removeCgroup(child);
  await rmdir(path).catch(() => undefined);
}

async function folders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(path, entry.name));
}
