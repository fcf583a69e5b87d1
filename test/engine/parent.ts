// Detects that the process which started this one is gone. npm passes SIGTERM only to its shell, and nothing when it is killed, so
// what it started would keep running.

const EVERY_MS = 250;

export function whenParentEnds(ended: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    ended();
  }, EVERY_MS);
  timer.unref();
}
