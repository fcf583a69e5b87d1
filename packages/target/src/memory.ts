// Limits the memory of a program and its children by looking at it regularly. Linux only. Not a resource limit of the system: RLIMIT_AS counts
// address space, of which a Go program reserves far more than it uses, and a limit for each process is none for many.
import { namesIn, textOf } from "./proc.ts";

/** At 1 GB/s, the fastest that a program was seen to grow, it overshoots its limit by a quarter of a gigabyte. */
const INTERVAL_MS = 250;

/** Calls `exceeded` once when `pid` and its descendants use more than `limit` bytes. Returns a function that stops watching. */
export function watchMemory(
  pid: number | undefined,
  limit: number | undefined,
  exceeded: (limit: number) => void,
): () => void {
  if (pid === undefined || limit === undefined || process.platform !== "linux") return () => {};
  const timer = setInterval(() => {
    if (memoryOf(pid) <= limit) return;
    clearInterval(timer);
    exceeded(limit);
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Resident memory of a process and its descendants in bytes; 0 for what has ended. */
function memoryOf(pid: number): number {
  const kilobytes = Number(/^VmRSS:\s*(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0);
  return childrenOf(pid).reduce((sum, child) => sum + memoryOf(child), kilobytes * 1024);
}

/** Of every thread, because a Go program starts children from any of them. */
function childrenOf(pid: number): number[] {
  return namesIn(`/proc/${pid}/task`).flatMap((thread) =>
    textOf(`/proc/${pid}/task/${thread}/children`)
      .split(" ")
      .filter((child) => child !== "")
      .map(Number),
  );
}
