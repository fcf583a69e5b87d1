// Requests one URL at a steady rate and records good answers, to find the longest time without one.

export interface Load {
  readonly stop: () => Answers;
}

export interface Answers {
  /** The longest time between two good answers, or since the last one, in ms. */
  readonly longestGapMs: number;
  /** The share of good answers in the last 3 s, from 0 to 1. */
  readonly goodAtEnd: number;
}

export interface Rate {
  readonly perSecond: number;
  /** How long one answer may take before it counts as bad. */
  readonly timeoutMs: number;
}

/** Each request is sent at its own time: a slow one does not delay the next. */
export function load(url: string, { perSecond, timeoutMs }: Rate): Load {
  const began = performance.now();
  const answers: { readonly at: number; readonly isGood: boolean }[] = [];
  const ask = async (): Promise<void> => {
    const options = { signal: AbortSignal.timeout(timeoutMs), headers: { connection: "close" } };
    const answer = await fetch(url, options).catch(() => undefined);
    await answer?.body?.cancel();
    answers.push({ at: performance.now(), isGood: answer?.ok === true });
  };
  const timer = setInterval(() => void ask(), 1000 / perSecond);
  return {
    stop: () => {
      clearInterval(timer);
      const now = performance.now();
      const good = answers.filter(({ isGood }) => isGood).map(({ at }) => at);
      const moments = [began, ...good.toSorted((a, b) => a - b), now];
      const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? moment));
      const late = answers.filter(({ at }) => at > now - END_MS);
      return {
        longestGapMs: Math.max(...gaps),
        goodAtEnd: late.length === 0 ? 0 : late.filter(({ isGood }) => isGood).length / late.length,
      };
    },
  };
}

const END_MS = 3_000;
