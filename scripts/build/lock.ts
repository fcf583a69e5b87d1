// A lock between processes on this machine: for builds of a checkout, which all use the same build/js since its path affects the
// result, and for filling a cache entry.
import { mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Waits up to `minutes` for other holders. A lock whose process is gone is taken over. */
export async function withLock<T>(file: string, work: () => Promise<T>, minutes = 10): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  for (const started = Date.now(); !(await take(file)); await sleep(200)) {
    if (Date.now() - started > minutes * 60_000)
      throw new Error(`another process has held ${file} for ${minutes} minutes; remove it if none is running`);
    const owner = Number(await readFile(file, "utf8").catch(() => ""));
    if (owner > 0 && !isRunning(owner)) await rm(file, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx");
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
