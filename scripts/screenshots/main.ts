// `npm run screenshots`: runs four real steps with the sample app and takes a picture of each job summary, for the README.
// Without a Chromium on PATH it reports that in one line and changes nothing.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../actions.ts";
import { BAD, build, deploy, migrate, promote, push, type Stage, step } from "../demo/pipeline.ts";
import { prepareStage } from "../demo/stage.ts";
import { findChromium, photograph } from "./browser.ts";
import { pageOf } from "./page.ts";

const PICTURES = join(root, "docs/images");
/** About as wide as a job summary is on GitHub in a full window. */
const WIDTH = 1180;

const MUTABLE = `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: ssh deploy@example.com "docker pull ghcr.io/acme/shop:latest && docker compose up -d"
      - run: kubectl set image deployment/shop web=ghcr.io/acme/shop:v2
`;

const chromium = await findChromium();
if (chromium === undefined)
  console.log(
    "No screenshots were taken: there is no Chromium on PATH. On Debian: apt-get install chromium fonts-noto-color-emoji",
  );
else await takeAll(chromium);

async function takeAll(browser: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "deploy-actions-screenshots-"));
  try {
    const summaries = await summariesOf(await prepareStage(folder, console.log));
    await mkdir(PICTURES, { recursive: true });
    for (const [name, { job, markdown }] of Object.entries(summaries)) {
      const page = join(folder, `${name}.html`);
      await writeFile(page, await pageOf(job, markdown));
      await photograph(browser, page, join(PICTURES, `${name}.png`), WIDTH);
      console.log(`docs/images/${name}.png`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Written {
  readonly job: string;
  readonly markdown: string;
}

/** Name of the picture → the summary that the step wrote. */
async function summariesOf(stage: Stage): Promise<Readonly<Record<string, Written>>> {
  const { one, bad } = stage.repository.commits;
  let last = "";
  const watched: Stage = { ...stage, onResult: (_, { summary }) => (last = summary) };
  const written = async (job: string, run: () => Promise<unknown>): Promise<Written> => {
    last = "";
    await run();
    if (last === "") throw new Error(`${job} wrote no summary`);
    return { job, markdown: last };
  };

  const digest = await push(watched, one, await build(watched, one, "1.0.0"));
  await migrate(watched, "dev", one, digest);
  await deploy(watched, "dev", one, digest);
  const promotion = await written("image", () => promote(watched, "uat", one));
  const broken = await push(watched, bad, await build(watched, bad, "2.0.0"));
  await migrate(watched, "dev", bad, broken);
  const rolledBack = await written("deploy", () => deploy(watched, "dev", bad, broken, BAD));
  const unhealthy = await written("health-check", () => checkFor(watched, bad));
  const findings = await written("validate", () => validateMutable(watched, one));
  return { promotion, "deploy-rolled-back": rolledBack, "health-check": unhealthy, validator: findings };
}

/** Checks for a release that is not running, and an address where nothing listens. */
async function checkFor(stage: Stage, commit: string): Promise<void> {
  const inputs = {
    "health-url": `http://127.0.0.1:${stage.ports.dev}/health\nhttp://127.0.0.1:1/health`,
    "expected-json": `/commit=${commit}`,
    "max-attempts": "3",
    "delay-seconds": "1",
  };
  await step(stage, { environment: "dev", step: "health-check", action: "health-check", commit, inputs, expect: 1 });
}

async function validateMutable(stage: Stage, commit: string): Promise<void> {
  await writeFile(join(stage.repository.folder, ".github/workflows/by-hand.yml"), MUTABLE);
  const inputs = { paths: ".github/workflows/by-hand.yml" };
  await step(stage, {
    environment: "dev",
    step: "validate",
    action: "immutable-tag-validator",
    commit,
    inputs,
    expect: 1,
  });
}
