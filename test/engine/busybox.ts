// The distribution's statically linked busybox: the shell of our images, and `ip` on machines that have no iproute2.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { unpackedPackages } from "./debian-packages.ts";
import { thisMachine } from "./machine.ts";

export async function busybox(): Promise<string> {
  const prefix = await unpackedPackages("busybox", [{ suite: thisMachine().codename, names: ["busybox-static"] }]);
  const merged = join(prefix, "usr/bin/busybox");
  return existsSync(merged) ? merged : join(prefix, "bin/busybox");
}
