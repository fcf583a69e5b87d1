// node test/engine/go-toolchain.ts
// For .ci/run on a machine without Go: prints the folder of a `go` that can build our tools, unpacked into the cache from
// Debian's packages. Debian 12's own is too old to fetch the toolchain that a go.mod asks for, so it takes Debian 13's.

import { join } from "node:path";
import { unpackedPackages } from "./debian-packages.ts";
import { thisMachine } from "./machine.ts";
import { EngineError } from "./progress.ts";

const packagesFor: Readonly<Record<string, { suite: string; version: string }>> = {
  bookworm: { suite: "trixie", version: "1.24" },
  trixie: { suite: "trixie", version: "1.24" },
};

const { codename } = thisMachine();
const go = packagesFor[codename];
if (go === undefined)
  throw new EngineError(`no Go package is known for the release "${codename}": install Go 1.21 or newer`);
const names = [`golang-${go.version}-go`, `golang-${go.version}-src`];
const prefix = await unpackedPackages("go", [{ suite: go.suite, names }]);
console.log(join(prefix, `usr/lib/go-${go.version}/bin`));
