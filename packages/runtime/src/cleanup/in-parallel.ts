// Does the same to many things, a few at a time: the engine's own teardown is the limit, 200 running containers take it as long by 32
// connections as by 8.
const AT_A_TIME = 4;

export async function inParallel<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await act(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, items.length) }, worker));
}
