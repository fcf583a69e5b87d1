// What the programs that the shipped actions start can see of a job that is full of secrets.
import { beforeAll, describe, expect, it } from "vitest";
import { type Observed, OF_THE_JOB, OF_THE_RUNNER, observeChildren, plantedIn } from "../harness/children.ts";

/** Programs that the user's own input names. */
const OWN = ["migrate-tool", "bash"];

const PROGRAMS = ["docker", "trivy", "git", "sh", "ln", "node (looks up a name)"];

let calls: readonly Observed[] = [];
beforeAll(async () => {
  calls = await observeChildren();
}, 600_000);

const of = (program: string) => {
  const found = calls.filter((call) => call.program === program);
  expect(found, `no call of ${program}`).not.toEqual([]);
  return found;
};
const seen = (found: readonly Observed[], see: (call: Observed) => readonly string[]) =>
  found.flatMap((call) => see(call).map((what) => `${call.run}: ${call.program} ${call.argv.join(" ")} sees ${what}`));

describe.runIf(process.platform === "linux")("a tool", () => {
  describe.each([...PROGRAMS, ...OWN])("%s dumps its environment", (program) => {
    it("in search of the runner's tokens", () => {
      expect(seen(of(program), (call) => plantedIn(call, OF_THE_RUNNER))).toEqual([]);
    });
    it("in search of the action's inputs and of what it saved for later", () => {
      expect(seen(of(program), ({ env }) => Object.keys(env).filter((name) => /^(?:INPUT|STATE)_/.test(name)))).toEqual(
        [],
      );
    });
    it("in search of the files with which it could set this step's outputs", () => {
      expect(
        seen(of(program), ({ env }) => Object.keys(env).filter((name) => /^GITHUB_(?:OUTPUT|STATE)$/.test(name))),
      ).toEqual([]);
    });
  });

  it.each(PROGRAMS)("%s dumps its environment in search of the job's secrets", (program) => {
    expect(seen(of(program), (call) => plantedIn(call, OF_THE_JOB))).toEqual([]);
  });

  it("reads the arguments of other processes in search of passwords", () => {
    expect(seen(calls, ({ argv }) => plantedIn({ argv, env: {} }, { ...OF_THE_JOB, ...OF_THE_RUNNER }))).toEqual([]);
  });

  it("looks for the registry's password in every environment", () => {
    expect(
      seen(calls, ({ env }) => Object.keys(env).filter((name) => env[name]?.includes("planted-registry-password"))),
    ).toEqual([]);
  });
});
