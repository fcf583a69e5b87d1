// Runs the kit in a separate process, as the runner does: order of masks, outputs, state for post, errors, cancellation.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type RunOptions, runActionIn } from "../../../test/harness/index.ts";

const run = (inputs: Readonly<Record<string, string>>, options: Omit<RunOptions, "inputs"> = {}) =>
  runActionIn(join(import.meta.dirname, "fixtures/lifecycle"), { inputs, ...options });

const TOKEN = "s3cret-token-value";

describe("an action made with the kit", () => {
  it("writes typed outputs, state for post, one last line, and exits 0", async () => {
    const result = await run({ count: "7", token: TOKEN });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs).toEqual({ count: "7", items: '["x","y\\nz"]', "token-length": String(TOKEN.length) });
    expect(result.log.trimEnd().split("\n").at(-1)).toBe("counted to 7");
    expect(result.post?.log).toContain(`post saw {"started":true,"items":["a\\nb","::c"]}`);
  });

  it("uses the default for an input that is absent or empty", async () => {
    expect((await run({})).outputs.count).toBe("3");
    expect((await run({ count: "" })).outputs.count).toBe("3");
  });

  it("masks a secret before it writes anything else, and redacts it in the log and summary", async () => {
    const result = await run({ token: TOKEN });
    expect(result.stdoutRaw.split("\n", 1)[0]).toBe(`::add-mask::${TOKEN}`);
    expect(result.stdoutRaw.split("\n").slice(1).join("\n")).not.toContain(TOKEN);
    expect(result.summary).toBe("<h3>Run with *** &lt;b&gt;</h3>\n");
  });

  it("reports all invalid inputs in one error, starts nothing and exits 1", async () => {
    const result = await run({ mode: "sleep", count: "ten" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toHaveLength(1);
    expect(result.annotations[0]?.message).toBe(
      [
        "Input `mode` must be one of done, failed, thrown, wait, crash; got `sleep`.",
        "Input `count` must be a whole number from 1 to 9; got `ten`.",
        "State: Nothing was started or changed.",
        "Next: Correct the step's `with:` and run it again; the README of lifecycle describes its inputs.",
      ].join("\n"),
    );
    expect(result.state).toEqual({});
    expect(result.outputs).toEqual({});
    expect(result.summary).toContain("<h3>❌ lifecycle failed</h3>");
    expect(result.summary).toContain("<p>State: Nothing was started or changed.</p>");
  });

  it("reports what happened, the state and the next step when main fails, and writes the known outputs", async () => {
    const result = await run({ mode: "failed", token: TOKEN });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toBe("It broke on ***.\nState: Half is done.\nNext: Run it again.");
    expect(result.outputs).toEqual({ count: "3", items: "", "token-length": "" });
  });

  it("reports a package's error the same way, with its stack in the debug log only", async () => {
    const quiet = await run({ mode: "thrown" });
    expect(quiet.annotations[0]?.message).toBe("A package threw.\nState: Nothing changed.\nNext: Read the manual.");
    expect(quiet.log).not.toContain("main.ts:");
    expect(quiet.summary).toBe("<h3>Run with  &lt;b&gt;</h3>\n");
    const loud = await run({ mode: "thrown" }, { debug: true });
    expect(loud.log).toContain("main.ts:");
  });

  it("fails on the first signal of a cancellation, and post still runs with the state", async () => {
    const result = await run({ mode: "wait" }, { cancel: { whenLogged: "waiting" } });
    expect(result.cancelled?.sent).toEqual(["SIGINT"]);
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toBe("Cancelled (SIGINT): stopped while waiting");
    expect(result.post?.log).toContain(`"started":true`);
  });

  it("passes state that was saved before a crash to post", async () => {
    const result = await run({ mode: "crash" });
    expect(result.exitCode).toBe(137);
    expect(result.post?.log).toContain(`"started":true`);
  });
});
