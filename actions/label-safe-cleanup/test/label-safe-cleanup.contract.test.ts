// The shipped action where no engine is needed: what it refuses, and what it lets pass.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runAction } from "../../../test/harness/index.ts";

it("refuses labels that would take everything, protect nothing, or mean nothing, all in one go", async () => {
  const { exitCode, log, outputs } = await runAction("label-safe-cleanup", {
    inputs: {
      "match-labels": ",",
      "protect-labels": "environment=",
      kinds: "containers, everything",
      "timeout-seconds": "0",
    },
  });
  expect(exitCode).toBe(1);
  expect(log).toContain("Input `match-labels` is empty");
  expect(log).toContain("Input `protect-labels` must give a value for environment");
  expect(log).toContain("Input `kinds` must name containers, images, volumes, networks");
  expect(log).toContain("Input `timeout-seconds` must be");
  expect(outputs).toEqual({});
});

// What `${{ vars.UNSET }}` gives, and its kin. The defaults would remove what another job is still testing.
it.each(["", "  ", "\n\n", " ,\n, "])(
  "refuses lists that were given as %j instead of taking the defaults",
  async (given) => {
    for (const input of ["match-labels", "protect-labels", "kinds"]) {
      const { exitCode, log, outputs } = await runAction("label-safe-cleanup", { inputs: { [input]: given } });
      expect(exitCode).toBe(1);
      expect(log).toContain(`Input \`${input}\` is empty`);
      expect(log).toContain("omit the input to use its default");
      expect(outputs).toEqual({});
    }
  },
);

it("refuses images to keep that are none", async () => {
  for (const given of ["ghcr.io/acme/app@sha256:12", "ghcr.io/acme/app:${{ inputs.tag }}", "sha256:abc"]) {
    const { exitCode, log } = await runAction("label-safe-cleanup", { inputs: { "keep-images": given } });
    expect(exitCode).toBe(1);
    expect(log).toContain("Input `keep-images` must name images by reference or digest");
  }
});

it("refuses one label both to match and to protect", async () => {
  const { exitCode, log } = await runAction("label-safe-cleanup", {
    inputs: { "match-labels": "a=b", "protect-labels": "a=b" },
  });
  expect(exitCode).toBe(1);
  expect(log).toContain("a=b both to match and to protect");
});

it("a machine without docker is a warning with the remedy, not a failure", async () => {
  const empty = await mkdtemp(join(tmpdir(), "no-docker-"));
  try {
    const { exitCode, annotations, outputs, log } = await runAction("label-safe-cleanup", { env: { PATH: empty } });
    expect(exitCode).toBe(0);
    expect(annotations).toMatchObject([
      { level: "warning", message: expect.stringMatching(/no docker command.*Install the Docker/) },
    ]);
    expect(outputs).toMatchObject({
      "containers-removed": "0",
      failed: "0",
      "bytes-reclaimed": "0",
      removed: "[]",
      protected: "[]",
    });
    expect(log.trimEnd().split("\n").at(-1)).toContain("Nothing was cleaned up");
  } finally {
    await rm(empty, { recursive: true });
  }
});
