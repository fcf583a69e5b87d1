// A chroot is not the root of its mount namespace. What enters a container's namespace later (docker exec, healthchecks) starts at
// that root, which for an engine in a chroot is the machine's and not the container's (setns(2), pivot_root(2)). So an engine in a
// chroot gets a mount namespace of its own, with the chroot as its root.

import { tryRun } from "./program.ts";

/** `argv` as it has to be started here; unchanged outside a chroot, and where nothing can be found out. */
export async function withOwnRoot(argv: readonly [string, ...string[]]): Promise<readonly [string, ...string[]]> {
  const root = await rootInNamespace();
  if (root === "/") return argv;
  const enter = 'mount --rbind "$0" "$0" && cd "$0" && pivot_root . . && umount --lazy . && cd / && exec "$@"';
  const namespace = ["--mount", "--propagation", "private", "nsenter", "--mount=/proc/self/ns/mnt"];
  return ["unshare", ...namespace, "sh", "-c", enter, root, ...argv];
}

/** The path of our root, seen from the root of the mount namespace, which nsenter(1) returns to. */
async function rootInNamespace(): Promise<string> {
  const asked = ["nsenter", "--mount=/proc/self/ns/mnt", "readlink", `/proc/${process.pid}/root`] as const;
  const { code, stdout } = await tryRun(asked).catch(() => ({ code: 1, stdout: "" }));
  return code === 0 && stdout.startsWith("/") ? stdout.trimEnd() : "/";
}
