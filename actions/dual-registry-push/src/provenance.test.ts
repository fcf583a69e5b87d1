import { expect, it } from "vitest";
import type { Job } from "./job.ts";
import { whyNotAttested } from "./provenance.ts";

const able: Job = {
  restriction: undefined,
  idTokenRequest: { url: "https://x", token: "t" },
  unusedProxy: undefined,
  isGitHub: true,
};

it.each([
  [{}, "token", undefined],
  [{ isGitHub: false }, "token", /only GitHub has an attestation service/],
  [{ restriction: "fork" }, "token", /pull request from a fork/],
  [{ idTokenRequest: undefined }, "token", /id-token: write/],
  [{}, undefined, /attestations: write/],
] as const)("attests if it can: %j with %s", (change, token, why) => {
  const reason = whyNotAttested({ ...able, ...change }, token);
  if (why === undefined) expect(reason).toBeUndefined();
  else expect(reason).toMatch(why);
});
