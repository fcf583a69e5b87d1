// The harness follows the runner's contract; each clause is tested with an action that does just that.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type RunOptions, runActionIn } from "./index.ts";

const fixture = (name: string) => join(import.meta.dirname, "fixtures", name);
const FS = 'import { appendFileSync, writeFileSync } from "node:fs"; const { env } = process;\n';

function script(main: string, { inputs, ...options }: RunOptions = {}) {
  return runActionIn(fixture("script"), { ...options, inputs: { script: FS + main, ...inputs } });
}

test("inputs: hyphens stay, spaces become _, defaults are evaluated, an unset input is empty", async () => {
  const { log } = await script(
    'console.log(JSON.stringify([env["INPUT_TWO_WORDS"], env["INPUT_NUMBER"], env["INPUT_NEVER-SET"], env["INPUT_A-TOKEN"]]))',
    { github: { token: "t0ken-of-the-job" }, inputs: { "two words": "given" } },
  );
  expect(log).toBe('["given","20","","***"]');
});

test("an undeclared input is passed on with the runner's warning", async () => {
  const { annotations, log } = await script('console.log(env["INPUT_EXTRA"])', { inputs: { extra: "here" } });
  expect(annotations.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    "warning: Unexpected input(s) 'extra', valid inputs are ['script', 'post-script', 'Two Words', 'a-token', 'number', 'never-set']",
  ]);
  expect(log).toContain("here");
});

test("a default that names something unknown is an error", async () => {
  const folder = await mkdtemp(join(tmpdir(), "harness-"));
  await writeFile(
    join(folder, "action.yml"),
    "name: x\ninputs:\n  a:\n    default: ${{ github.tokn }}\nruns: { using: node24, main: m.js }\n",
  );
  await expect(runActionIn(folder)).rejects.toThrow("`github.tokn` is not in the harness's `github` context");
  await rm(folder, { recursive: true });
});

test("the environment is the runner's and nothing else; the working directory is the workspace", async () => {
  const { outputs } = await script(
    'appendFileSync(env.GITHUB_OUTPUT, `names=${Object.keys(env).filter((n) => !n.startsWith("INPUT_")).sort().join(" ")}\\ncwd=${process.cwd() === env.GITHUB_WORKSPACE}\\nnode=${process.version}\\nmine=${env.MINE}\\n`)',
    { env: { MINE: "yes" } },
  );
  const names = (outputs.names ?? "").split(" ");
  expect(names.filter((name) => !/^(GITHUB|RUNNER)_/.test(name))).toEqual(["CI", "HOME", "MINE", "PATH"]);
  expect(names).toEqual(expect.arrayContaining(["GITHUB_SHA", "RUNNER_TEMP", "RUNNER_TOOL_CACHE", "RUNNER_OS"]));
  expect(names).not.toContain("GITHUB_TOKEN");
  const pinned: unknown = JSON.parse(await readFile(join(import.meta.dirname, "../../package.json"), "utf8"));
  expect(pinned).toMatchObject({ devDependencies: { node: outputs.node?.slice(1) } });
  expect(outputs).toMatchObject({ cwd: "true", mine: "yes" });
});

test("outputs: key=value and heredocs, delimiter compared exactly", async () => {
  const { outputs, conclusion } = await script(
    'appendFileSync(env.GITHUB_OUTPUT, "a=1=2\\n\\nb<<EOF\\n EOF\\nx=y\\r\\n\\nEOF\\nempty<<E\\nE\\na<<=\\nlast\\n=")',
  );
  expect(outputs).toEqual({ a: "last", b: " EOF\nx=y\r\n", empty: "" });
  expect(conclusion).toBe("success");
});

test.each([
  ["a<<EOF\nvalue\n", "Matching delimiter not found 'EOF'"],
  ["a<<EOF\nvalue EOF", "Matching delimiter not found 'EOF'"],
  ["a<<\nvalue\n", "Name must not be empty and delimiter must not be empty"],
  ["=value\n", "Name must not be empty"],
  ["nothing\n", "Invalid format 'nothing'"],
])("a malformed command file fails a step that exited 0: %j", async (text, message) => {
  const { conclusion, exitCode, log } = await script(`writeFileSync(env.GITHUB_OUTPUT, ${JSON.stringify(text)})`);
  expect({ conclusion, exitCode }).toEqual({ conclusion: "failure", exitCode: 0 });
  expect(log).toContain(message);
});

test("state, env and path reach post; NODE_OPTIONS does not", async () => {
  const { post, state, log, env } = await script(
    'appendFileSync(env.GITHUB_STATE, "where=/x y\\n"); appendFileSync(env.GITHUB_ENV, "ADDED=1\\nNODE_OPTIONS=--no-warnings\\n"); appendFileSync(env.GITHUB_PATH, "/first\\n/second\\n")',
    {
      inputs: {
        "post-script":
          "const { env } = process; console.log([env.STATE_where, env.ADDED, env.NODE_OPTIONS, env.PATH.split(':').slice(0, 2), process.cwd() === env.GITHUB_WORKSPACE].join('|'))",
      },
    },
  );
  expect(state).toEqual({ where: "/x y" });
  expect(env).toEqual({ ADDED: "1" });
  expect(log).toContain("##[error]Can't store NODE_OPTIONS");
  expect(post?.log).toBe("/x y|1||/second,/first|true");
});

test("post runs after a failure by default (always()), and not where post-if says success()", async () => {
  const always = await script("process.exitCode = 3", { inputs: { "post-script": "console.log('post')" } });
  expect([always.conclusion, always.exitCode, always.post?.log]).toEqual(["failure", 3, "post"]);
  expect((await runActionIn(fixture("plain"), { inputs: { "exit-code": "1" } })).post).toBeUndefined();
  expect((await runActionIn(fixture("plain"))).post?.log).toBe("post ran");
});

test("commands are read on both streams; properties and data are decoded; columns without a line are dropped", async () => {
  const { annotations, commands, log } = await script(
    'console.error("::error file=a%2Cb.yml,line=3,col=5,endColumn=9,title=T%3A::one%0Atwo %2525"); console.log("  ::warning col=2::w"); console.log("##[notice]n"); console.log("::unknown::x"); console.log("plain :: text")',
  );
  expect(annotations).toEqual(
    expect.arrayContaining([
      { level: "error", message: "one\ntwo %25", file: "a,b.yml", line: 3, column: 5, endColumn: 9, title: "T:" },
      { level: "warning", message: "w" },
      { level: "notice", message: "n" },
    ]),
  );
  expect(commands).toHaveLength(3);
  expect(log).toContain("::unknown::x");
  expect(log).toContain("plain :: text");
});

test("masks hide from their line on, in every line of the value, encoded too, in log, annotations and summary", async () => {
  const { log, masks, annotations, summary, stdoutRaw } = await script(
    'console.log("early hunter2"); console.log("::add-mask::hunter2%0Asecond line"); console.log("late hunter2, second line, " + btoa("hunter2")); console.log("::error::hunter2"); appendFileSync(env.GITHUB_STEP_SUMMARY, "has hunter2")',
  );
  expect(log.split("\n")[0]).toBe("early hunter2");
  expect(log.split("\n")[1]).toMatch(/^late \*\*\*, \*\*\*, \*\*\*/);
  expect(masks).toEqual(["hunter2\nsecond line"]);
  expect(annotations[0]?.message).toBe("***");
  expect(summary).toBe("has ***");
  expect(stdoutRaw).toContain("late hunter2");
});

test("stop-commands stops until its token", async () => {
  const { annotations, log } = await script(
    'console.log("::stop-commands::tok-1"); console.log("::error::not obeyed"); console.log("::tok-1::"); console.log("::notice::obeyed")',
  );
  expect(annotations.map(({ message }) => message)).toEqual(["obeyed"]);
  expect(log).toContain("::error::not obeyed");
});

test("the deprecated set-env fails the step", async () => {
  expect((await script('console.log("::set-env name=A::b")')).conclusion).toBe("failure");
});

test("a summary above 1024 KiB is dropped with an error, and the step still succeeds", async () => {
  const { summary, conclusion, log } = await script(
    'writeFileSync(env.GITHUB_STEP_SUMMARY, "x".repeat(1024 * 1024 + 1))',
  );
  expect({ summary, conclusion }).toEqual({ summary: "", conclusion: "success" });
  expect(log).toContain("##[error]$GITHUB_STEP_SUMMARY upload aborted");
});

test("debug lines show only with debug logging", async () => {
  const main = 'console.log("::debug::detail"); console.log(env.RUNNER_DEBUG ?? "off")';
  expect((await script(main)).log).toBe("off");
  expect((await script(main, { debug: true })).log).toBe("##[debug]detail\n1");
});

test("files left in RUNNER_TEMP are reported", async () => {
  const { leftInTemp } = await script('writeFileSync(env.RUNNER_TEMP + "/left-over", "")');
  expect(leftInTemp).toEqual(["left-over"]);
});

test("a process that outlives its step is reported and killed", async () => {
  const { orphans, durationMs } = await script(
    'import { spawn } from "node:child_process"; spawn("sleep", ["60"], { detached: true, stdio: "ignore" }).unref();',
  );
  expect(orphans.map(({ commandLine }) => commandLine)).toEqual(["sleep 60"]);
  expect(durationMs).toBeLessThan(5_000);
  for (const { pid } of orphans)
    await expect.poll(() => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).toBe("");
});

test("cancel: SIGINT first; a process that stops immediately ends the wait, and post still runs", async () => {
  const { cancelled, conclusion, exitCode, post } = await script(
    'process.on("SIGINT", () => { console.log("stopping"); process.exit(130); }); setInterval(() => {}, 1e3); console.log("ready");',
    { cancel: { whenLogged: "ready" }, inputs: { "post-script": "console.log('post')" } },
  );
  expect(cancelled?.sent).toEqual(["SIGINT"]);
  expect(cancelled?.tookMs).toBeLessThan(2_000);
  expect([conclusion, exitCode, post?.log]).toEqual(["cancelled", 130, "post"]);
});

test("cancel: SIGTERM after 7.5 s, the whole process tree is killed 2.5 s later", async () => {
  const { cancelled, exitCode, log } = await script(
    'import { spawn } from "node:child_process"; for (const s of ["SIGINT", "SIGTERM"]) process.on(s, () => console.log(s + " ignored")); spawn("sleep", ["60"], { stdio: "inherit" }); setInterval(() => {}, 1e3); console.log("ready");',
    { cancel: { whenLogged: /^ready$/ } },
  );
  expect(cancelled?.sent).toEqual(["SIGINT", "SIGTERM", "SIGKILL"]);
  expect(cancelled?.tookMs).toBeGreaterThanOrEqual(9_900);
  expect(exitCode).toBe(137);
  expect(log.split("\n")).toEqual(["ready", "SIGINT ignored", "SIGTERM ignored"]);
}, 30_000);

test("cancel after a time", async () => {
  const { cancelled, exitCode } = await script("setInterval(() => {}, 1e3)", { cancel: { afterMs: 300 } });
  expect([cancelled?.sent, exitCode]).toEqual([["SIGINT"], 130]);
});

test("composite: expressions, shells, step outputs and env; no INPUT_ variables", async () => {
  const { outputs, annotations, conclusion } = await runActionIn(fixture("composite"), {
    inputs: { greeting: "it's }} fine" },
  });
  expect(conclusion).toBe("success");
  expect(outputs).toEqual({ said: "it's }} fine, world", second: "kept no INPUT_" });
  expect(annotations).toEqual([
    { level: "notice", title: "Said", message: `it's }} fine, world in ${fixture("composite")}` },
  ]);
});

test("composite: if: false skips; after a failed step only steps with failure() run", async () => {
  expect((await runActionIn(fixture("composite"), { inputs: { greeting: "quiet" } })).outputs).toEqual({
    said: "quiet, world",
    second: "",
  });
  const failed = await runActionIn(fixture("composite"), { inputs: { fail: "true" } });
  expect([failed.conclusion, failed.exitCode, failed.outputs.second]).toEqual(["failure", 1, ""]);
  expect(failed.log).toContain("cleaned up");
});

test("a given workspace is used and kept", async () => {
  const workspace = await mkdtemp(join(tmpdir(), "harness-"));
  await script('writeFileSync("made", "by the step")', { workspace });
  expect(await readFile(join(workspace, "made"), "utf8")).toBe("by the step");
  await rm(workspace, { recursive: true });
});
