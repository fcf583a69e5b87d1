// Every workflow that the documents show, run unchanged by a real workflow runner: what a reader copies works.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goTool } from "../../engine/go-tool.ts";
import { manifest, nameOf } from "./manifest.ts";
import { prepareStand, type Stand } from "./stand.ts";

const act = await goTool("act");
const reason = "reason" in act ? act.reason : "";

// On a user's machine without Go these tests are skipped with a reason; in CI the missing tool is a failure.
describe.skipIf(reason !== "" && !process.env.CI)(
  `documented workflows under act ${reason}`,
  { timeout: 600_000 },
  () => {
    let stand: Stand;

    beforeAll(async () => {
      if ("reason" in act) throw new Error(act.reason);
      stand = await prepareStand(act.path);
    }, 900_000);

    afterAll(() => stand?.end());

    it.for(manifest.run.map((entry) => ({ name: nameOf(entry), entry })))("$name", async ({ entry }, { signal }) => {
      const { exitCode, jobs, log } = await stand.run(entry, signal);
      expect(jobs, log).toEqual(entry.jobs);
      expect(exitCode === 0, log).toBe(Object.values(entry.jobs).every((end) => end === "success"));
      for (const words of entry.says) expect(log).toContain(words);
    });
  },
);
