// How long a deploy takes: the shipped action against a bare `docker compose up --detach --wait` of the same change of the sample app.
import { measureDeployTime } from "../../test/e2e/deploy-time.ts";
import { runningSession } from "../../test/engine/index.ts";
import { type Measure, median } from "./figure.ts";

export const deployTime: Measure = async (progress) => {
  if (runningSession(process.env) === undefined) return { skipped: NO_ENGINE };
  const pairs = await measureDeployTime((line) => progress(`deploy: ${line}`));
  const [ours, bare] = [median(pairs.map(({ oursMs }) => oursMs)), median(pairs.map(({ bareMs }) => bareMs))];
  return [
    {
      name: "deploy of the sample app",
      value: median(pairs.map(({ oursMs, bareMs }) => oursMs / bareMs)),
      unit: "×",
      atMost: 1.5,
      how: `${seconds(ours)} against ${seconds(bare)} of docker compose up --detach --wait, median of ${pairs.length} pairs`,
    },
  ];
};

export const NO_ENGINE =
  "it needs an engine: node test/engine/with-engine.ts --with registries,postgres -- npm run bench";

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
