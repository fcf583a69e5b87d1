// Runs the shipped bundles of deploy and rollback on a real engine.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { formatReference, type PinnedImage } from "@deploy-actions/image";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { image, registry, removeFromEngine, SECRET, TestApp } from "../../../packages/rollout/test/test-app.ts";
import { engine } from "../../../test/engine/index.ts";
import { type ActionResult, type RunOptions, runAction } from "../../../test/harness/index.ts";

const { dockerHost, dockerConfig } = engine();
const env = { DOCKER_HOST: dockerHost, DOCKER_CONFIG: dockerConfig.anonymous, PATH: process.env.PATH ?? "" };

let testApp: TestApp;
let good: PinnedImage;
let bad: PinnedImage;
beforeAll(async () => {
  [good, bad] = [await image("good", "1"), await image("bad", "2")];
  testApp = await TestApp.open();
});
afterAll(() => testApp.close());

const shared = () => ({
  app: testApp.app,
  environment: "dev",
  "state-dir": testApp.stateDir,
  "environment-variables": `PORT=${testApp.port}\nSECRET=${SECRET}`,
  "registry-username": registry.username,
  "registry-password": registry.password,
});

function deploy(
  web: PinnedImage,
  change: Record<string, string> = {},
  options: RunOptions = {},
): Promise<ActionResult> {
  const health = { "health-url": `http://127.0.0.1:${testApp.port}/`, "max-attempts": "3", "delay-seconds": "1" };
  const inputs = { ...shared(), ...health, images: `web=${formatReference(web)}`, ...change };
  return runAction("deploy", { inputs, env, workspace: testApp.folder, ...options });
}

describe("deploy, as a workflow sees it", () => {
  let first: string;

  it("pulls with the given login, deploys, and leaves no Docker configuration behind", async () => {
    await removeFromEngine(good);
    const result = await deploy(good);
    expect(result).toMatchObject({
      exitCode: 0,
      leftInTemp: [],
      outputs: { outcome: "deployed", "previous-release-id": "" },
    });
    first = result.outputs["release-id"] ?? "";
    expect(result.log.trimEnd().split("\n").at(-1)).toBe(`deployed: release ${first} is live.`);
    expect(result.summary).toContain("Running now");
    expect(result.summary).toContain(
      `<h3>✅ Deploy of <code>${testApp.app}</code> in <code>dev</code>: deployed, release`,
    );
    expect(result.summary).toContain(`<td>Live now</td><td><code>${first}</code></td>`);
    // Shortened in text, in full where it is copied from.
    const [shown, folded] = result.summary.split("Full digests");
    expect(shown).not.toContain(good.digest);
    expect(shown).toContain(`@${good.digest.slice(0, "sha256:".length + 12)}</code>`);
    expect(folded).toContain(formatReference(good));
    expect(await testApp.version()).toBe("1");
  });

  it("reports unchanged the second time", async () => {
    expect(await deploy(good)).toMatchObject({ exitCode: 0, outputs: { outcome: "unchanged", "release-id": first } });
  });

  it("fails with rolled-back for a bad release, with one annotation that names the live release", async () => {
    const result = await deploy(bad);
    expect(result).toMatchObject({ exitCode: 1, outputs: { outcome: "rolled-back", "previous-release-id": first } });
    expect(result.annotations.filter(({ level }) => level === "error")).toHaveLength(1);
    expect(result.annotations.at(-1)?.message).toContain(
      `State: The previous release ${first} is live again and healthy.`,
    );
    expect(result.log).toContain("version 2 is listening");
    expect(await testApp.version()).toBe("1");
    const { summary } = result;
    const row = (status: string, release = "", image: PinnedImage, observed: string) =>
      new RegExp(
        `<td>${status}</td><td><code>${release}</code></td><td>web: <code>[^<]*${image.digest.slice(0, 19)}</code></td><td>[^<]*${observed}`,
      );
    expect(summary).toContain("↩️ Deploy of");
    expect(summary).toMatch(row("Failed", result.outputs["release-id"], bad, "503"));
    expect(summary).toMatch(row("Live now", first, good, "Healthy"));
    expect(summary.indexOf("<td>Failed</td>")).toBeLessThan(summary.indexOf("<td>Live now</td>"));
  });

  it("prints no secret in the log, the summary or the raw stream", async () => {
    const { log, summary, stdoutRaw } = await deploy(bad, { "max-attempts": "1" });
    const printed = stdoutRaw.split("\n").filter((line) => !line.startsWith("::add-mask::"));
    expect(`${log}${summary}${printed.join("\n")}`).not.toContain(SECRET);
    expect(`${log}${summary}`).not.toContain(registry.password);
  });

  it("when cancelled during the health check, ends within a second and records it", async () => {
    const change = { "max-attempts": "100", "delay-seconds": "5" };
    const result = await deploy(bad, change, { cancel: { whenLogged: "Attempt 1/100" } });
    expect(result).toMatchObject({
      cancelled: { sent: ["SIGINT"] },
      orphans: [],
      outputs: { outcome: "failed-dirty" },
    });
    expect(result.cancelled?.tookMs).toBeLessThan(1000);
    const ledger = await readFile(join(testApp.ledgerFolder, "ledger.jsonl"), "utf8");
    expect(JSON.parse(ledger.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ event: "end", cancelled: true });
  });
});

describe("rollback, as a workflow sees it", () => {
  it("rollback restores the release from before the cancelled deploy", async () => {
    const current = (await readFile(join(testApp.ledgerFolder, "current"), "utf8")).trim();
    const inputs = { ...shared(), to: current, reason: "the deploy was cancelled" };
    const result = await runAction("rollback", { inputs, env });
    expect(result).toMatchObject({ exitCode: 0, outputs: { outcome: "deployed", "release-id": current } });
    expect(await testApp.version()).toBe("1");
  });

  it("refuses an unknown release, and lists the stored ones", async () => {
    const inputs = { ...shared(), to: "0123456789abcdef", reason: "no such" };
    const result = await runAction("rollback", { inputs, env });
    expect(result).toMatchObject({ exitCode: 1, outputs: { outcome: "failed-clean", "release-id": "" } });
    expect(result.annotations[0]?.message).toContain("(live)");
  });
});
