// How long a deploy of the sample app takes, against a bare `docker compose up --detach --wait` of the same change, in alternating pairs:
// images already there, the same endpoint asked by the probe as by the container's healthcheck. Run it as gap.ts is run.
import { byAction, byCompose, sample } from "./sample-stand.ts";

export interface Pair {
  readonly oursMs: number;
  readonly bareMs: number;
}

const PAIRS = 5;

export async function measureDeployTime(progress: (line: string) => void): Promise<Pair[]> {
  const app = await sample();
  try {
    progress("building two releases");
    const images = [await app.image("1.0.0"), await app.image("1.0.1")];
    const [ours, bare] = [await byAction(app, { attempts: 20, delay: 5 }), await byCompose(app)];
    const timed = async (way: typeof ours, turn: number): Promise<number> => {
      const { exitCode, ms } = await way.deploy(images[turn % 2] ?? "");
      if (exitCode !== 0) throw new Error(`a good release ended with exit code ${exitCode}`);
      return ms;
    };
    try {
      // The first one of each makes the network and is not counted.
      await Promise.all([timed(ours, 0), timed(bare, 0)]);
      const pairs: Pair[] = [];
      for (let turn = 1; turn <= PAIRS; turn += 1) {
        progress(`pair ${turn} of ${PAIRS}`);
        pairs.push({ bareMs: await timed(bare, turn), oursMs: await timed(ours, turn) });
      }
      return pairs;
    } finally {
      await Promise.all([ours.close(), bare.close()]);
    }
  } finally {
    await app.close();
  }
}

if (import.meta.main) {
  const pairs = await measureDeployTime((line) => console.error(`… ${line}`));
  for (const { oursMs, bareMs } of pairs) {
    console.log(`ours ${oursMs.toFixed(0)} ms   bare ${bareMs.toFixed(0)} ms   ${(oursMs / bareMs).toFixed(2)} ×`);
  }
}
