import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckResult, Finding, Fix } from "@deploy-actions/policy";
import { expect, it } from "vitest";
import { patchText, writeFixes } from "./fixes.ts";

const TEXT = "- run: docker pull app:latest\r\n# kept\r\n- run: docker run app:latest\r\n";
const at = (line: number, column: number, length: number) => ({
  start: { line, column },
  end: { line, column: column + length },
});
const edit = (line: number, column: number, length: number, text: string) => ({
  path: "w.yml",
  range: at(line, column, length),
  text,
});
const pull = { description: "", replacements: [edit(1, 24, 6, "sha-0a1b2c3")] };
const run = { description: "", replacements: [edit(3, 23, 6, "sha-0a1b2c3")] };

function result(fixes: readonly Fix[], more: Partial<Finding> = {}): CheckResult {
  const tally = {
    immutable: 0,
    mutable: 0,
    undecided: 0,
    errors: 0,
    warnings: 0,
    notes: 0,
    suppressed: 0,
    unread: 0,
    unreadable: 0,
    unknown: 0,
  };
  const findings = fixes.map(
    (fix): Finding => ({
      rule: "ITV001",
      name: "mutable-tag",
      severity: "error",
      message: "",
      path: "w.yml",
      range: at(1, 1, 1),
      subject: "",
      chain: [],
      related: [],
      fix,
      ...more,
    }),
  );
  return { findings, tally, workflows: [], files: [] };
}

async function fixed(raw: string, fixes: CheckResult) {
  const root = await mkdtemp(join(tmpdir(), "itv-"));
  await writeFile(join(root, "w.yml"), raw);
  const written = writeFixes(root, fixes, () => TEXT);
  const text = await readFile(join(root, "w.yml"), "utf8");
  await rm(root, { recursive: true });
  return { written, text };
}

it("writes all fixes and keeps every other byte, including byte order mark and line ends", async () => {
  const { written, text } = await fixed(`\ufeff${TEXT}`, result([pull, run, pull]));
  expect(written).toEqual(["w.yml"]);
  expect(text).toBe(`\ufeff${TEXT.replaceAll("latest", "sha-0a1b2c3")}`);
});

it("applies a fix completely or not at all", async () => {
  const two = { description: "", replacements: [edit(1, 22, 8, "x"), edit(3, 23, 6, "x")] };
  expect((await fixed(TEXT, result([two, pull]))).text).toBe(
    "- run: docker pull apx\r\n# kept\r\n- run: docker run app:x\r\n",
  );
  const none = { description: "", replacements: [edit(1, 24, 6, "x"), edit(9, 1, 1, "x")] };
  expect(await fixed(TEXT, result([none]))).toEqual({ written: [], text: TEXT });
});

it("does not fix suppressed findings", async () => {
  const suppressed = { by: "comment", reason: "", place: { path: "w.yml", range: at(1, 1, 1) } } as const;
  expect((await fixed(TEXT, result([pull], { suppressed }))).written).toEqual([]);
});

it("shows the same fixes as a patch", () => {
  const lines = patchText(result([pull]), () => TEXT).split("\n");
  expect(lines.slice(0, 2)).toEqual(["--- a/w.yml", "+++ b/w.yml"]);
  expect(lines).toContain("+- run: docker pull app:sha-0a1b2c3\r");
  expect(patchText(result([]), () => TEXT)).toBe("");
});
