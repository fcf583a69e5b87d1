// Makes the same calls through @actions/core and through our runner layer, with hostile values too, and compares stdout and all command files
// byte for byte.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as core from "@actions/core";
import type { Inert, Markdown } from "@deploy-actions/untrusted/text";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createRunner } from "./runner.ts";
import * as blocks from "./summary-blocks.ts";

const FILES = ["GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"] as const;

const HOSTILE = [
  "",
  "plain",
  "two\nlines",
  "carriage\r\nreturn\r",
  "100% of %0A and %25",
  "::set-output name=a::b",
  "##[error]old style",
  "a,b:c=d",
  "ghadelimiter_00000000-0000-4000-8000-000000000000",
  "name<<EOF\nvalue\nEOF",
  '<script>alert(1)</script> & "quotes"',
  "\u0000 \u001b[31mred\u001b[0m \u2028 \ud83d\ude80",
  "x".repeat(70_000),
];

let folder = "";
let written = "";
let stub: ReturnType<typeof vi.spyOn> | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runner-"));
  stub = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
});

afterEach(() => {
  stub?.mockRestore();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Runs one implementation with empty command files (or none) and returns everything it wrote, with the random delimiter normalized. */
async function outputOf(side: () => unknown, withFiles: boolean): Promise<string> {
  written = "";
  for (const name of FILES) {
    const file = join(folder, name);
    writeFileSync(file, "");
    vi.stubEnv(name, withFiles ? file : "");
  }
  await side();
  const files = FILES.map((name) => `${name}:${readFileSync(join(folder, name), "utf8")}`);
  const delimiter = /ghadelimiter_(?!0{8})[0-9a-f-]{36}/g;
  return [written, ...files].join("\n--\n").replaceAll(delimiter, "ghadelimiter_random");
}

const ours = () => createRunner({ environment: process.env, write: (text) => process.stdout.write(text) });

interface Call {
  readonly name: string;
  readonly core: (value: string) => unknown;
  /** Hostile values, as if they had been made safe, to compare the bytes. */
  readonly ours: (value: Inert) => unknown;
}

const coreLocation = (value: string) => ({
  title: value,
  file: value,
  startLine: 3,
  endLine: 4,
  startColumn: 5,
  endColumn: 6,
});
const ourLocation = (value: Inert) => ({ title: value, file: value, line: 3, endLine: 4, column: 5, endColumn: 6 });

const CALLS: readonly Call[] = [
  { name: "info", core: (v) => core.info(v), ours: (v) => ours().info(v) },
  { name: "debug", core: (v) => core.debug(v), ours: (v) => ours().debug(v) },
  { name: "error", core: (v) => core.error(v), ours: (v) => ours().annotate("error", v) },
  {
    name: "error with a location",
    core: (v) => core.error(v, coreLocation(v)),
    ours: (v) => ours().annotate("error", v, ourLocation(v)),
  },
  {
    name: "warning",
    core: (v) => core.warning(v, { title: v }),
    ours: (v) => ours().annotate("warning", v, { title: v }),
  },
  {
    name: "notice",
    core: (v) => core.notice(v, { file: v, startLine: 0 }),
    ours: (v) => ours().annotate("notice", v, { file: v, line: 0 }),
  },
  { name: "startGroup", core: (v) => core.startGroup(v), ours: (v) => ours().startGroup(v) },
  { name: "endGroup", core: () => core.endGroup(), ours: () => ours().endGroup() },
  { name: "setSecret", core: (v) => core.setSecret(v), ours: (v) => ours().setSecret(v) },
  { name: "setOutput", core: (v) => core.setOutput("name", v), ours: (v) => ours().setOutput("name", v) },
  {
    name: "setOutput, hostile name",
    core: (v) => core.setOutput(v, "value"),
    ours: (v) => ours().setOutput(v, "value"),
  },
  { name: "saveState", core: (v) => core.saveState("name", v), ours: (v) => ours().saveState("name", v) },
];

describe.each(CALLS)("$name writes what @actions/core writes", (call) => {
  it.each([true, false])("with command files: %s", async (withFiles) => {
    for (const value of HOSTILE) {
      const expected = await outputOf(() => call.core(value), withFiles);
      expect(await outputOf(() => call.ours(value as Inert), withFiles)).toBe(expected);
    }
  });
});

const B = "b" as Markdown;

const SUMMARIES: readonly {
  name: string;
  core: (value: string) => typeof core.summary;
  ours: (value: Markdown) => Markdown;
}[] = [
  { name: "heading", core: (v) => core.summary.addHeading(v, 2), ours: (v) => blocks.heading(v, 2) },
  { name: "list", core: (v) => core.summary.addList([v, "b"]), ours: (v) => blocks.bullets([v, B]) },
  { name: "paragraph", core: (v) => core.summary.addRaw(v, true), ours: (v) => blocks.paragraph(v) },
  {
    name: "table",
    core: (v) =>
      core.summary.addTable([
        [
          { data: v, header: true },
          { data: v, colspan: "2" },
        ],
        [v, "b"],
      ]),
    ours: (v) =>
      blocks.table([
        [
          { data: v, header: true },
          { data: v, colspan: "2" },
        ],
        [v, B],
      ]),
  },
];

describe.each(SUMMARIES)("summary $name writes what @actions/core writes", (call) => {
  it("for every hostile value", async () => {
    // @actions/core reads the file name once, so both sides write to one file, which is emptied before each call.
    const file = join(tmpdir(), `summary-${process.pid}`);
    vi.stubEnv("GITHUB_STEP_SUMMARY", file);
    for (const value of HOSTILE) {
      writeFileSync(file, "");
      await call.core(value).write();
      const expected = readFileSync(file, "utf8");
      writeFileSync(file, "");
      ours().summary(call.ours(value as Markdown));
      expect(readFileSync(file, "utf8")).toBe(expected);
    }
    rmSync(file);
  });
});
