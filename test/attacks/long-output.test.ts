// Output that is meant to keep the step busy: very much of it, without line breaks, or made for a slow search.
import { spawn } from "node:child_process";
import { describe, expect, it, vi } from "vitest";
import { fatalMessage } from "../../actions/trivy-fs-scan/src/scan.ts";
import { createReporter } from "../../packages/action/src/report.ts";
import { createRunner } from "../../packages/action/src/runner/runner.ts";
import { createSecrets } from "../../packages/action/src/secrets.ts";
import { likelyCause } from "../../packages/migrate/src/likely-cause.ts";
import { quoted } from "../../packages/probe/src/index.ts";
import { redact as redactAnswer } from "../../packages/registry/src/auth/token-service.ts";
import { statusError } from "../../packages/registry/src/http/status-error.ts";
import { composeErrorMessage } from "../../packages/rollout/src/compose-error-message.ts";
import { redactor, urlCredentials, withoutCredentials, withoutSecrets } from "../../packages/secret/src/index.ts";
import { lineReader } from "../../packages/target/src/line-reader.ts";
import { cut, escapeHtml, fenced, inert, oneLine, readable, unlinked } from "../../packages/untrusted/src/text.ts";

// The time that counts is that of this process, but a busy machine may give it little.
vi.setConfig({ testTimeout: 180_000 });

/** Texts that make a careless search try again from each character. */
const SLOW: Readonly<Record<string, string>> = {
  "letters without an end": "a",
  spaces: " ",
  "line breaks": "\n",
  "carriage returns": "\r",
  "line separators": "\u2028",
  "NEL characters": "\u0085",
  colons: ":",
  "number signs": "#",
  brackets: "##[",
  backticks: "`",
  "backticks, one by one": "` ",
  "lines of backticks": "```\n",
  "at signs": "@",
  addresses: "https://a:b@",
  "percent signs": "%",
  "escaped percent signs": "%25",
  backslashes: "\\",
  "escaped ampersands": "&amp;",
  "entities without an end": "&#",
  "control sequences without an end": "\u001b[",
  "parameters of a control sequence": "\u001b[0000000000",
  "strings of a terminal without an end": "\u001b]",
  "digests without an end": "sha256:",
  "beginnings of a token": "eyJa.",
  "beginnings of a secret": "hunter",
  "cuts in a secret": "hunter…",
  "words of a failure": "could not ",
  "fatal lines": "FATAL ",
  "halves of characters": "\ud83d",
};

const secrets = ["hunter2-hunter2-hunter2", `p&s<'"w/ö rd+%1`, "-----BEGIN KEY-----\nabcdefgh\nijklmnop"];
const { redact } = redactor(secrets);
const clean = (text: string) => readable(text, redact, { colours: true });
const written: string[] = [];
const runner = createRunner({
  environment: { GITHUB_STEP_SUMMARY: "/dev/null" },
  write: (text) => void written.splice(0, 1, text),
});
const reporting = () => {
  const known = createSecrets(() => {});
  for (const secret of secrets) known.hide(secret);
  return createReporter(runner, known);
};

const USES: Readonly<Record<string, (text: string) => unknown>> = {
  redacting: redact,
  "making it readable": clean,
  "making it inert": (text) => inert(readable(text, withoutSecrets)),
  "escaping it": (text) => unlinked(escapeHtml(readable(text, withoutSecrets))),
  "putting it into a fence": (text) => fenced(readable(text, withoutSecrets)),
  "cutting it": (text) => [cut(text, 1000), cut(text, text.length - 1), oneLine(text)],
  "splitting it into lines": (text) => {
    const reader = lineReader(() => {});
    for (let at = 0; at < text.length; at += 4096) reader.push(text.slice(at, at + 4096));
    reader.end();
  },
  "logging it": (text) => reporting().report.log.info(text),
  "warning of it": (text) => reporting().report.annotate({ level: "warning", title: text, message: text }),
  "summarizing it": (text) => {
    const { report, flush } = reporting();
    report.summary.heading(text);
    report.summary.table([text], [[text]]);
    report.summary.details(text, text);
    flush();
  },
  "looking for credentials in it": (text) => [urlCredentials(text), withoutCredentials(text)],
  "quoting it": quoted,
  "explaining it": (text) => [likelyCause([text]), composeErrorMessage(text), fatalMessage(text)],
  "reading a registry's answer": (text) => [
    redactAnswer(secrets, text),
    statusError({ status: 500, host: "r.example", asked: "x", body: text }),
  ],
};

const SIZE = 32 * 1024;
const ofLength = (unit: string, length: number) => unit.repeat(Math.ceil(length / unit.length));

function milliseconds(use: (text: string) => unknown, text: string): number {
  const start = process.cpuUsage();
  use(text);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

describe("an application", () => {
  it.each(Object.entries(SLOW))("prints very many %s", (_, unit) => {
    for (const [name, use] of Object.entries(USES)) {
      const once = milliseconds(use, ofLength(unit, SIZE));
      const eightfold = milliseconds(use, ofLength(unit, 8 * SIZE));
      // Quadratic time would be 64 times as long.
      expect(eightfold, `${name}: ${once} ms, then ${eightfold} ms`).toBeLessThan(32 * once + 2000);
    }
  });

  it("prints 64 MB without a line break", () => {
    let lines = 0;
    let longest = 0;
    const reader = lineReader((line) => {
      lines += 1;
      longest = Math.max(longest, line.length);
    });
    const chunk = "x".repeat(64 * 1024);
    const used = milliseconds(() => {
      for (let at = 0; at < 1024; at += 1) reader.push(chunk);
      reader.end();
    }, "");
    expect(lines).toBe(1);
    expect(longest).toBeLessThan(64 * 1024 + 100);
    expect(used).toBeLessThan(5000);
  });

  it("prints a long line one character at a time", () => {
    const reader = lineReader(() => {});
    const feed = (count: number) =>
      milliseconds(() => {
        for (let at = 0; at < count; at += 1) reader.push("x");
      }, "");
    const once = feed(100_000);
    expect(feed(800_000)).toBeLessThan(32 * once + 2000);
  });

  it.each([
    ["with line breaks", "const line = 'x'.repeat(99) + '\\n'; const chunk = line.repeat(10_000);"],
    ["without a line break", "const chunk = 'x'.repeat(1_000_000);"],
    [
      "in which every line break is a carriage return",
      "const line = 'x'.repeat(99) + '\\r'; const chunk = line.repeat(10_000);",
    ],
  ])("prints 600 MB %s to a step that may use 96 MB", async (_, making) => {
    const script = `
      import { lineReader } from ${JSON.stringify(new URL("../../packages/target/src/line-reader.ts", import.meta.url).href)};
      ${making}
      let characters = 0;
      const reader = lineReader((line) => { characters += line.length; });
      for (let at = 0; at < 600; at += 1) reader.push(chunk + "");
      reader.end();
      process.exitCode = process.memoryUsage().heapUsed < 96e6 ? 0 : 1;`;
    const child = spawn(process.execPath, ["--max-old-space-size=96", "--input-type=module", "--eval", script], {
      stdio: "inherit",
    });
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
  });

  it("prints more of everything than a summary can hold", () => {
    const { report, flush } = createReporter(
      { ...runner, summary: (markdown) => void written.splice(0, 1, markdown) },
      createSecrets(() => {}),
    );
    for (let at = 0; at < 50; at += 1) {
      report.summary.details(`part ${at}`, ofLength("body ", 16 * SIZE));
      report.summary.table(
        ["a"],
        Array.from({ length: 5000 }, (_, row) => [`row ${row} ${"x".repeat(500)}`]),
      );
    }
    flush();
    const [markdown = ""] = written;
    expect(Buffer.byteLength(markdown)).toBeLessThan(1024 * 1024);
    expect(markdown.match(/<details>/g)).toHaveLength(markdown.match(/<\/details>/g)?.length ?? 0);
    expect(markdown.match(/^`{3,}$/gm)?.length ?? 0).toBe(2 * (markdown.match(/<details>/g)?.length ?? 0));
    expect(markdown).toContain("truncated: the runner accepts at most 1 MiB");
  });
});
