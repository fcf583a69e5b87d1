// Processes items with limited concurrency. The engine is the bottleneck: removing 200 running containers takes as long with 32 connections as
// with 8.
const CONCURRENCY = 4;

export async function inParallel<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await act(item);
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, items.length) }, worker));
}
