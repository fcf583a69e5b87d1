// Runs the shipped bundle as the runner does, as far as it gets without a Docker engine.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAction } from "../../../test/harness/index.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const inputs = {
  app: "shop",
  environment: "prod",
  images: `web=ghcr.io/acme/shop@${DIGEST}`,
  "health-url": "http://127.0.0.1:9/health",
};

let workspace: string;
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "deploy-contract-"));
  await writeFile(join(workspace, "compose.yml"), "services:\n  web: { image: shop }\n");
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

const run = (change: Record<string, string>, env: Record<string, string> = {}) =>
  runAction("deploy", { inputs: { ...inputs, "state-dir": join(workspace, "state"), ...change }, workspace, env });

describe("inputs", () => {
  it("that set one variable both as secret and as not secret are refused", async () => {
    const { exitCode, annotations } = await run({ variables: "A=1\nB=2", "environment-variables": "B=3" });
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toContain("Inputs `variables` and `environment-variables` both set B.");
  });

  it("that are missing are all reported together", async () => {
    const { exitCode, annotations, outputs } = await runAction("deploy");
    expect(exitCode).toBe(1);
    for (const name of ["app", "environment", "health-url"]) {
      expect(annotations[0]?.message).toContain(`Input \`${name}\` is required`);
    }
    expect(outputs).toEqual({});
  });

  it.each([
    ["a tag alone", "web=ghcr.io/acme/shop:v1.2.3", 'the tag "v1.2.3"'],
    ["an immutable tag alone", `web=ghcr.io/acme/shop:sha-${"a".repeat(40)}`, "verifies only a digest"],
    ["no service", `ghcr.io/acme/shop@${DIGEST}`, "is not service=image"],
    ["one service twice", `web=a@${DIGEST}\nweb=b@${DIGEST}`, "service web is listed twice; list it once"],
    ["half a digest", "web=ghcr.io/acme/shop@sha256:abc", "3 hex digits instead of 64"],
  ])("images: %s is refused with the reason", async (_, images, reason) => {
    const { exitCode, annotations } = await run({ images });
    expect(exitCode).toBe(1);
    expect(annotations).toHaveLength(1);
    expect(annotations[0]?.message).toContain("Input `images` is not valid");
    expect(annotations[0]?.message).toContain(reason);
  });

  it.each([
    ["app", "My Shop", "lower-case"],
    ["environment", "prod-eu", "lower-case letters, digits and _"],
    ["target", "remote", "must be one of local"],
    ["health-url", "shop.example.com", "http:// or https://"],
    ["max-attempts", "0", "1"],
    ["expected-status", "ok", "is not an HTTP status"],
    ["environment-variables", "no equals sign", "NAME=value"],
  ])("%s: %j is refused", async (name, value, expected) => {
    const { exitCode, annotations } = await run({ [name]: value });
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toContain(`Input \`${name}\``);
    expect(annotations[0]?.message).toContain(expected);
  });

  it("a password without a user name is refused, and the secret is not shown", async () => {
    const secret = "s3cret-of-the-registry";
    const { exitCode, annotations, log, summary } = await run({ "registry-password": secret });
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toContain("`registry-password` is given without `registry-username`");
    expect(`${log}${summary}`).not.toContain(secret);
  });
});

describe("a machine without docker", () => {
  it("is reported, with the remedy, an outcome, and a summary", async () => {
    const { exitCode, annotations, outputs, summary } = await run({}, { PATH: workspace });
    expect(exitCode).toBe(1);
    expect(annotations.at(-1)).toMatchObject({ level: "error", title: "deploy failed" });
    expect(annotations.at(-1)?.message).toContain("There is no docker command on this machine.");
    expect(annotations.at(-1)?.message).toContain("Next: Install");
    expect(outputs).toEqual({ outcome: "failed-clean", "release-id": "", "previous-release-id": "" });
    expect(summary).toContain("❌ Deploy of <code>shop</code> in <code>prod</code>: failed-clean");
  });
});
