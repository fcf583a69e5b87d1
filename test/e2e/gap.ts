// A bad release under 20 requests a second: how long there is no good answer, with the deploy action and with bare Compose,
// which never rolls back, and the same with a hand-written rollback. Run it: node test/engine/with-engine.ts
// --with registries,postgres -- node test/e2e/gap.ts
import { setTimeout as sleep } from "node:timers/promises";
import { type Answers, load } from "./load.ts";
import { byAction, byCompose, type Defect, sample, type Way } from "./sample-stand.ts";

export interface Gap extends Answers {
  readonly way: "deploy action" | "bare compose" | "compose, rolled back by hand";
  readonly defect: Defect;
  readonly exitCode: number;
}

const RATE = { perSecond: 20, timeoutMs: 1000 };
/** As long as the container's own healthcheck of the sample app takes to give up. */
const HEALTH_ATTEMPTS = { attempts: 10, delay: 1 };
const AFTERWARDS_MS = 5_000;

export async function measureGaps(
  progress: (line: string) => void,
  defects: readonly Defect[] = ["crash", "unhealthy"],
): Promise<Gap[]> {
  const app = await sample();
  try {
    progress("building a good release");
    const good = await app.image("1.0.0");
    const gaps: Gap[] = [];
    for (const defect of defects) {
      progress(`building one that is bad: ${defect}`);
      const bad = await app.image(`2.0.0-${defect}`, defect);
      const watched = async (
        way: Gap["way"],
        open: () => Promise<Way>,
        attempt: (way: Way) => Promise<number>,
      ): Promise<void> => {
        progress(`${way}, ${defect}`);
        const opened = await open();
        try {
          const { exitCode } = await opened.deploy(good);
          if (exitCode !== 0) throw new Error(`${way}: the good release ended with ${exitCode}`);
          const watching = load(opened.healthUrl, RATE);
          await sleep(1000);
          const code = await attempt(opened);
          await sleep(AFTERWARDS_MS);
          gaps.push({ way, defect, exitCode: code, ...watching.stop() });
        } finally {
          await opened.close();
        }
      };
      const once = async (way: Way): Promise<number> => (await way.deploy(bad)).exitCode;
      const andBack = async (way: Way): Promise<number> => {
        const { exitCode } = await way.deploy(bad);
        await way.deploy(good);
        return exitCode;
      };
      await watched("deploy action", () => byAction(app, HEALTH_ATTEMPTS), once);
      await watched("bare compose", () => byCompose(app), once);
      await watched("compose, rolled back by hand", () => byCompose(app), andBack);
    }
    return gaps;
  } finally {
    await app.close();
  }
}

if (import.meta.main) {
  const gaps = await measureGaps((line) => console.error(`… ${line}`));
  for (const { way, defect, exitCode, longestGapMs, goodAtEnd } of gaps) {
    const share = `${Math.round(goodAtEnd * 100)} % of the answers good at the end`;
    console.log(
      `${defect.padEnd(10)} ${way.padEnd(26)} exit ${exitCode}   longest gap ${(longestGapMs / 1000).toFixed(1).padStart(5)} s   ${share}`,
    );
  }
}
