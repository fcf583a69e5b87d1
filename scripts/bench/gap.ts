// How long an app gives no good answer when a release is bad, asked 20 times a second: the shipped action, which rolls back by itself,
// against Compose with a hand-written rollback. Bare Compose is only described, since it never recovers.
import { measureGaps } from "../../test/e2e/gap.ts";
import { runningSession } from "../../test/engine/index.ts";
import { NO_ENGINE, seconds } from "./deploy-time.ts";
import type { Measure } from "./figure.ts";

export const gap: Measure = async (progress) => {
  if (runningSession(process.env) === undefined) return { skipped: NO_ENGINE };
  const gaps = await measureGaps((line) => progress(`gap: ${line}`));
  return [...Map.groupBy(gaps, ({ defect }) => defect)].map(([defect, ways]) => {
    const of = (way: (typeof ways)[number]["way"]) => {
      const found = ways.find((one) => one.way === way);
      if (found === undefined) throw new Error(`${way} was not measured`);
      return found;
    };
    const [ours, bare, byHand] = [of("deploy action"), of("bare compose"), of("compose, rolled back by hand")];
    return {
      name: `gap when a release is bad: ${defect}`,
      value: ours.longestGapMs / byHand.longestGapMs,
      unit: "×" as const,
      how: `${seconds(ours.longestGapMs)} against ${seconds(byHand.longestGapMs)} rolled back by hand; bare compose: ${Math.round(bare.goodAtEnd * 100)} % good answers at the end`,
    };
  });
};
