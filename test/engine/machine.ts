// What kind of machine this is: distribution and release (os-release(5)), Debian's name of the architecture, root or not.

import { readFileSync } from "node:fs";

export type Machine = { id: string; codename: string; arch: string; root: boolean };

export function thisMachine(): Machine {
  const release = osRelease();
  return {
    id: release.get("ID") ?? process.platform,
    codename: release.get("VERSION_CODENAME") ?? "",
    arch: process.arch === "x64" ? "amd64" : process.arch,
    root: process.getuid?.() === 0,
  };
}

function osRelease(): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of readIfThere("/etc/os-release").split("\n")) {
    const [, name, value] = /^(\w+)="?([^"]*)"?$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) values.set(name, value);
  }
  return values;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
