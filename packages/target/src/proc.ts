// Reads /proc of Linux, where a process can end at any moment: what is gone or not ours to read counts as empty.
import { readdirSync, readFileSync } from "node:fs";

export function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
