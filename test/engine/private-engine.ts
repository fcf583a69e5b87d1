// A private Docker Engine on a Debian machine without one: the distribution's own packages, unpacked into the cache and
// started by hand with a data root, socket, bridge and cgroup of its own. Nothing is installed and no firewall rule is set.

import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { busybox } from "./busybox.ts";
import { withOwnRoot } from "./chroot.ts";
import { type PackageSet, unpackedPackages } from "./debian-packages.ts";
import { addBridge, allowForwarding } from "./host-network.ts";
import { thisMachine } from "./machine.ts";
import { endPrivateEngine } from "./private-engine-end.ts";
import { startDaemon, succeeds } from "./program.ts";
import { progress } from "./progress.ts";

/** Where an engine keeps images: unpacked by its graph driver, or as they came, in containerd. */
export type ImageStore = "graph driver" | "containerd";

export type PrivateEngine = {
  host: string;
  clientFolder: string;
  plugins: string[];
  gateway: string;
  stop(): Promise<void>;
};

const engine = ["docker.io", "docker-cli", "containerd", "docker-compose", "docker-buildx"];
const companions = ["runc", "tini", "iptables", "libip4tc2", "libip6tc2", "libxtables12", "libmnl0", "libnfnetlink0"];
const libraries = ["libnetfilter-conntrack3", "libnftnl11", "libseccomp2"];

/** Releases whose packages are known to work together. Debian 12's own engine is too old (20.10, no compose v2), and of
 * Debian 13's packages only runc, which wants a newer C library, does not run there. */
const packagesFor: Readonly<Record<string, readonly PackageSet[]>> = {
  bookworm: [
    { suite: "trixie", names: engine },
    { suite: "bookworm", names: [...companions, ...libraries] },
  ],
  trixie: [{ suite: "trixie", names: [...engine, ...companions, ...libraries] }],
};

/** The folder that holds the engine's packages. */
export function enginePackages(): Promise<string> {
  return unpackedPackages("engine", packagesFor[thisMachine().codename] ?? []);
}

/** Why no private engine can be started on this machine, as a remedy; undefined when one can. */
export function whyNoPrivateEngine(): string | undefined {
  const { id, codename, root } = thisMachine();
  if (id === "debian" && packagesFor[codename] !== undefined && root) return undefined;
  return "install Docker Engine with its buildx and compose v2 plugins and start it (on Debian 12 and 13 running this as root is enough)";
}

/**
 * An engine that acts as one on another machine: it is reached by its socket, but has its own network namespace,
 * so that its loopback is not this machine's (unshare(1)). Without a bridge, for work with images only.
 */
export async function startFarEngine(folder: string, id: string): Promise<{ host: string; stop(): Promise<void> }> {
  await mkdir(folder, { recursive: true });
  const prefix = await enginePackages();
  const host = `unix://${join(folder, "docker.sock")}`;
  const options = daemonOptions(folder, host, id).map((option) => (option === `da-${id}` ? "none" : option));
  await writeFile(join(folder, "daemon.json"), JSON.stringify({ features: { "containerd-snapshotter": false } }));
  const alone = ["unshare", "--net", "sh", "-c", '"$0" ip link set lo up && exec "$@"', await busybox()] as const;
  try {
    await startDaemon({
      name: "dockerd (far away)",
      argv: [...alone, join(prefix, "usr/sbin/dockerd"), ...options],
      env: await engineEnvironment(prefix, join(folder, "bin")),
      logFile: join(folder, "dockerd.log"),
      ready: () => succeeds([join(prefix, "usr/bin/docker"), "-H", host, "version"]),
      readyWithinMs: 120_000,
    });
    return { host, stop: () => endPrivateEngine(folder, id) };
  } catch (error) {
    await endPrivateEngine(folder, id);
    throw error;
  }
}

/** Starts it with all its state below `folder`; `id` names its bridge and cgroup. */
export async function startPrivateEngine(
  folder: string,
  id: string,
  store: ImageStore = "graph driver",
): Promise<PrivateEngine> {
  const prefix = await enginePackages();
  progress(`starting a private Docker engine${store === "containerd" ? " that keeps images in containerd" : ""}`);
  const clientFolder = join(folder, "client"); // children get only docker, not everything in the prefix
  const docker = join(clientFolder, "docker");
  await mkdir(clientFolder, { recursive: true });
  await symlink(join(prefix, "usr/bin/docker"), docker);
  const features = { "containerd-snapshotter": store === "containerd" };
  await writeFile(join(folder, "daemon.json"), JSON.stringify({ features })); // so that the machine's own file is not used
  try {
    const gateway = await addBridge(id);
    await allowForwarding(folder);
    const host = `unix://${join(folder, "docker.sock")}`;
    await startDaemon({
      name: "dockerd",
      argv: await withOwnRoot([join(prefix, "usr/sbin/dockerd"), ...daemonOptions(folder, host, id)]),
      env: await engineEnvironment(prefix, join(folder, "bin")),
      logFile: join(folder, "dockerd.log"),
      ready: () => succeeds([docker, "-H", host, "version"]),
      readyWithinMs: 120_000,
    });
    const plugins = [join(prefix, "usr/libexec/docker/cli-plugins")];
    return { host, clientFolder, plugins, gateway, stop: () => endPrivateEngine(folder, id) };
  } catch (error) {
    await endPrivateEngine(folder, id);
    throw error;
  }
}

function daemonOptions(folder: string, host: string, id: string): string[] {
  const at = (name: string): string => join(folder, name);
  return [
    ...["--data-root", at("data"), "--exec-root", at("exec"), "--pidfile", at("docker.pid"), "--host", host],
    ...["--config-file", at("daemon.json"), "--bridge", `da-${id}`, "--iptables=false", "--ip6tables=false"],
    ...["--cgroup-parent", `deploy-actions-${id}`, "--exec-opt", "native.cgroupdriver=cgroupfs"],
    ...["--ip-forward=false", "--shutdown-timeout", "2"],
  ];
}

/** dockerd finds its companions and their libraries in the prefix, ahead of the machine's own. The links are those that the
 * packages' install scripts would make: containers' name resolution needs iptables in their own network namespace. */
async function engineEnvironment(prefix: string, bin: string): Promise<NodeJS.ProcessEnv> {
  await mkdir(bin);
  for (const name of ["iptables", "ip6tables"]) await symlink(join(prefix, "usr/sbin", `${name}-nft`), join(bin, name));
  const triplet = process.arch === "x64" ? "x86_64-linux-gnu" : "aarch64-linux-gnu";
  const path = [bin, join(prefix, "usr/sbin"), join(prefix, "usr/bin"), process.env.PATH, "/usr/sbin", "/sbin"];
  return {
    ...process.env,
    PATH: path.join(":"),
    LD_LIBRARY_PATH: [join(prefix, "usr/lib", triplet), join(prefix, "lib", triplet)].join(":"),
    XTABLES_LIBDIR: join(prefix, "usr/lib", triplet, "xtables"),
  };
}
