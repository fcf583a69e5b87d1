// The bench's CPU time includes every process that did the work, and no other.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { costOf } from "../../scripts/bench/push/cost.ts";

/** Uses 400 ms of CPU, and nothing else. */
const BURN = "while (process.cpuUsage().user + process.cpuUsage().system < 400_000);";

const burn = () => promisify(execFile)(process.execPath, ["-e", BURN]);

async function daemon(): Promise<{ child: ChildProcess; pid: number; work: () => Promise<unknown> }> {
  const script = `process.stdin.once("data", () => { ${BURN} console.log("done"); }); console.log("ready");`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill());
  await once(child.stdout, "data");
  const work = async () => {
    child.stdin.write("go\n");
    await once(child.stdout, "data");
  };
  if (child.pid === undefined) throw new Error("node could not be started");
  return { child, pid: child.pid, work };
}

it("counts what was started, and a daemon that is named", async () => {
  const { cpuMs, ms } = await costOf([], burn);
  expect(cpuMs).toBeGreaterThanOrEqual(380);
  expect(cpuMs).toBeLessThan(900);
  expect(ms).toBeGreaterThan(350);
  const { pid, work } = await daemon();
  // Part of the 400 ms was used to start.
  expect((await costOf([pid], work)).cpuMs).toBeGreaterThan(200);
});

it("counts neither waiting nor a daemon that is not named", async () => {
  const { work } = await daemon();
  expect((await costOf([], work)).cpuMs).toBeLessThan(50);
});

it("reports that a daemon has ended", async () => {
  const { child, pid } = await daemon();
  await expect(
    costOf([pid], async () => {
      child.kill();
      await once(child, "exit");
    }),
  ).rejects.toThrow("ENOENT");
});
