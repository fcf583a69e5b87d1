// What the programs that the shipped actions start need on honest machines, and get. What they must not get: test/attacks.
import { beforeAll, describe, expect, it } from "vitest";
import { HONEST, type Observed, OF_THE_JOB, observeChildren } from "../../../test/harness/children.ts";

let calls: readonly Observed[] = [];
beforeAll(async () => {
  calls = await observeChildren();
}, 600_000);

const of = (program: string) => calls.filter((call) => call.program === program);

describe("an honest job", () => {
  it("reaches its proxy, certificates and language with every docker command", () => {
    const docker = of("docker").filter(({ argv }) => argv[0] !== "compose");
    expect(docker).not.toEqual([]);
    for (const { env } of docker) expect(env).toMatchObject(HONEST);
  });
  it("gives its own variables to its own migration tool", () => {
    for (const { env } of of("migrate-tool")) expect(env).toMatchObject({ ...OF_THE_JOB, ...HONEST });
  });
  it("gives the values of its inputs to its own migration tool", () => {
    for (const { env } of of("migrate-tool")) expect(env.DB_URL).toContain("planted-input-password");
  });
  it("gives the variables of its compose file to Compose", () => {
    const compose = of("docker").filter(({ argv }) => argv[0] === "compose");
    expect(compose).not.toEqual([]);
    for (const { env } of compose) expect(env.DB_URL).toContain("planted-input-password");
  });
});
