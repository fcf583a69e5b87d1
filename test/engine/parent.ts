// Notices that the process which started this one is gone. npm hands SIGTERM to its shell alone and passes nothing on when it is
// killed, so what it started would go on without anybody to stop it.

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
