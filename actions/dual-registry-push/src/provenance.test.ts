import { expect, it } from "vitest";
import type { Job } from "./job.ts";
import { whyNotAttested } from "./provenance.ts";

const able: Job = {
  limits: undefined,
  idTokenRequest: { url: "https://x", token: "t" },
  unusedProxy: undefined,
  isGitHub: true,
};

it.each([
  [{}, "token", undefined],
  [{ isGitHub: false }, "token", /no attestation service/],
  [{ limits: "fork" }, "token", /pull request of a fork/],
  [{ idTokenRequest: undefined }, "token", /id-token: write/],
  [{}, undefined, /attestations: write/],
] as const)("attests where it can: %j with %s", (change, token, why) => {
  const said = whyNotAttested({ ...able, ...change }, token);
  if (why === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(why);
});
