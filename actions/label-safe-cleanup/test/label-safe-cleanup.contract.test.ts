// The shipped action without a Docker engine: which inputs it refuses and accepts.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runAction } from "../../../test/harness/index.ts";

it("refuses labels that would match everything or protect nothing, and other invalid inputs, all in one error", async () => {
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
  expect(log).toContain("Input `kinds` must contain only containers, images, volumes, networks");
  expect(log).toContain("Input `timeout-seconds` must be");
  expect(outputs).toEqual({});
});

// An expression such as `${{ vars.UNSET }}` is empty. The defaults would remove what another job is still testing.
it.each(["", "  ", "\n\n", " ,\n, "])(
  "refuses lists that are set to %j instead of using the defaults",
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

it("refuses invalid images in keep-images", async () => {
  for (const given of ["ghcr.io/acme/app@sha256:12", "ghcr.io/acme/app:${{ inputs.tag }}", "sha256:abc"]) {
    const { exitCode, log } = await runAction("label-safe-cleanup", { inputs: { "keep-images": given } });
    expect(exitCode).toBe(1);
    expect(log).toContain("Input `keep-images` must name images by reference or digest");
  }
});

it("refuses a label that is both in match-labels and protect-labels", async () => {
  const { exitCode, log } = await runAction("label-safe-cleanup", {
    inputs: { "match-labels": "a=b", "protect-labels": "a=b" },
  });
  expect(exitCode).toBe(1);
  expect(log).toContain("a=b both to match and to protect");
});

it("without Docker it warns with the remedy and does not fail", async () => {
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
