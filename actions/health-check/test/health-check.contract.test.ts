// Runs the shipped bundle as the runner does, against real servers on this machine.
import { describe, expect, it } from "vitest";
import { closedPort, serve, serveTcp } from "../../../packages/probe/test/servers.ts";
import { type RunOptions, runAction } from "../../../test/harness/index.ts";

const run = (inputs: Record<string, string>, options: Omit<RunOptions, "inputs"> = {}) =>
  runAction("health-check", { ...options, inputs });
const json = (value: unknown) =>
  serve((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
  });
const at = (port: number, path = "/health") => `http://127.0.0.1:${port}${path}`;

describe("a healthy application", () => {
  it("passes at the first attempt, with its measurements as outputs", async () => {
    const url = at(await json({ status: "ok", commit: "new" }));
    const result = await run({ "health-url": url, "expected-json": "/status=ok\n/commit=new" });
    expect(result.log).toContain(`healthy: ${url} returned the expected response, at attempt 1 of 20`);
    expect(result).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: { healthy: "true", attempts: "1", "status-code": "200" },
    });
    expect(Number(result.outputs["response-time-ms"])).toBeGreaterThan(0);
    expect(result.summary).toContain(
      `✅ health-check: <code>${url}</code> returned the expected response at the first attempt`,
    );
    expect(result.summary).toMatch(/<details><summary>Timings<\/summary>/);
    expect(JSON.parse(result.outputs.report ?? "")).toMatchObject({
      state: "healthy",
      observations: [{ attempt: 1, url, address: "127.0.0.1", status: 200, timings: { connect: expect.any(Number) } }],
    });
  });

  it("is waited for, also under the name localhost", async () => {
    let asked = 0;
    const port = await serve((_request, response) => {
      asked += 1;
      response.writeHead(asked < 3 ? 503 : 200).end();
    });
    const result = await run({ "health-url": `http://localhost:${port}/`, "delay-seconds": "100ms" });
    expect(result).toMatchObject({ exitCode: 0, outputs: { healthy: "true", attempts: "3" } });
    expect(result.log).toMatch(/Attempt 1\/20 failed: .*503, expected 200/);
  });
});

describe("an application that is not healthy", () => {
  const twice = { "max-attempts": "2", "delay-seconds": "0" };

  it("is the old container that still returns 200: the step fails with one annotation about it", async () => {
    const url = at(await json({ status: "ok", commit: "aaaaaaaaaa" }));
    const result = await run({ ...twice, "health-url": url, "expected-json": "/commit=bbbbbbbbbb" });
    expect(result).toMatchObject({ exitCode: 1, outputs: { healthy: "false", attempts: "2", "status-code": "200" } });
    expect(result.annotations).toHaveLength(1);
    expect(result.annotations[0]).toMatchObject({ level: "error", title: "health-check failed" });
    expect(result.annotations[0]?.message).toContain(
      "/commit is `aaaaaaaaaa`, expected `bbbbbbbbbb`. Most likely the old container is still running.",
    );
    expect(result.annotations[0]?.message).toContain("\nState: 2 of 2 attempts were made");
    expect(result.annotations[0]?.message).toContain("\nNext: Check that the new container runs");
    expect(JSON.parse(result.outputs.report ?? "")).toMatchObject({
      state: "unhealthy",
      diagnosis: { cause: "old-release" },
    });
    expect(result.summary).toContain(`❌ health-check: <code>${url}</code> is not healthy after 2 of 2 attempts`);
    expect(result.summary).toContain("<td>1–2</td>");
    expect(result.summary).toContain("/commit is <code>aaaaaaaaaa</code>, expected <code>bbbbbbbbbb</code>");
    expect(result.summary).toMatch(/<details><summary>Timings<\/summary>(?:.|\n)*first byte \d/);
    expect(result.log).toContain('{"status":"ok","commit":"aaaaaaaaaa"}');
  });

  it("does not listen: no status, no time, and the cause", async () => {
    const result = await run({ ...twice, "health-url": `http://localhost:${await closedPort()}/` });
    expect(result).toMatchObject({
      exitCode: 1,
      outputs: { healthy: "false", "status-code": "", "response-time-ms": "" },
    });
    expect(result.annotations[0]?.message).toContain("Nothing listens at localhost port");
  });

  it("never answers", async () => {
    const result = await run({ ...twice, "health-url": at(await serveTcp(() => {})), "timeout-seconds": "0.3" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toContain("had not sent the first byte of an answer after 0.3 s");
    expect(result.durationMs).toBeLessThan(10_000);
  });

  it("redirects endlessly", async () => {
    const port = await serve((_request, response) => response.writeHead(302, { location: "/again" }).end());
    const result = await run({ ...twice, "health-url": at(port) });
    expect(result).toMatchObject({ exitCode: 1, outputs: { "status-code": "302" } });
    expect(result.annotations[0]?.message).toContain("redirects endlessly");
  });

  it("is one of two URLs: the worst one is reported", async () => {
    const bad = at(await serve((_request, response) => response.writeHead(500).end("database down")));
    const result = await run({ ...twice, "health-url": `${at(await json({}))}\n${bad}` });
    expect(result).toMatchObject({ exitCode: 1, outputs: { "status-code": "500" } });
    expect(result.annotations[0]?.message).toContain(`${bad} is not healthy.`);
    expect(result.log).toContain("database down");
  });

  it("cannot issue workflow commands through its response", async () => {
    const evil = "::error::stolen\n##[error]stolen\n::add-mask::a</details><h1>stolen</h1>";
    const url = at(await serve((_request, response) => response.writeHead(500).end(evil)));
    const result = await run({ ...twice, "health-url": url });
    expect(result.commands.map(({ name }) => name)).toEqual(["group", "endgroup", "error"]);
    expect(result.annotations).toHaveLength(1);
    // Nothing is interpreted inside a fence, and the body contains no fence that could end it.
    expect(result.summary).toContain("\n```\n::error::stolen");
    expect(result.summary.replaceAll(/^```\n(?:.*\n)*?```$/gm, "")).not.toMatch(/stolen|<h1>/);
  });
});

describe("headers", () => {
  it("are masked before they are sent, and never shown, not even when the application returns them", async () => {
    const token = "very-secret-token";
    const url = at(
      await serve((request, response) =>
        response
          .writeHead(request.headers.authorization === `Bearer ${token}` ? 418 : 401)
          .end(request.headers.authorization),
      ),
    );
    const result = await run({ "health-url": url, "max-attempts": "1", headers: `Authorization: Bearer ${token}` });
    expect(result.outputs["status-code"]).toBe("418");
    expect(result.masks.some((mask) => mask.includes(token))).toBe(true);
    const unmasked = result.stdoutRaw.split("\n").filter((line) => !line.startsWith("::add-mask::"));
    expect([...unmasked, result.stderrRaw, result.summary, JSON.stringify(result.outputs)].join("\n")).not.toContain(
      token,
    );
    expect(result.leftInTemp).toEqual([]);
  });

  it("that are not secret are not masked, so the job's log stays readable", async () => {
    const url = at(await json({ ok: true }));
    const headers = "X-Forwarded-Proto: https\nX-Debug: 1\nAccept: application/json\nAuthorization: Bearer";
    expect(await run({ "health-url": url, "max-attempts": "1", headers })).toMatchObject({ exitCode: 0, masks: [] });
  });

  it("may be part of the expected response: it is compared before redaction", async () => {
    const [sha, key] = ["0123456789abcdef0123456789abcdef01234567", "very-secret-key"];
    const url = at(await json({ commit: sha, key }));
    const headers = `X-Expected-Commit: ${sha}\nX-Api-Key: ${key}`;
    const inputs = { "health-url": url, "max-attempts": "1", headers };
    const right = await run({ ...inputs, "expected-json": `/commit=${sha}\n/key=${key}` });
    expect(right).toMatchObject({ exitCode: 0, outputs: { healthy: "true" } });
    const wrong = await run({ ...inputs, "expected-json": `/commit=${sha}\n/key=another` });
    expect(wrong.exitCode).toBe(1);
    for (const { summary, outputs, annotations } of [right, wrong])
      expect(JSON.stringify([summary, outputs, annotations])).not.toContain(key);
    expect(wrong.outputs.report).toContain(sha);
  });

  it("do not follow a redirect to another origin", async () => {
    const heard: (string | undefined)[] = [];
    const away = await serve((request, response) => {
      heard.push(request.headers["x-key"]?.toString());
      response.end();
    });
    const home = await serve((request, response) => {
      heard.push(request.headers["x-key"]?.toString());
      response.writeHead(302, { location: at(away) }).end();
    });
    const result = await run({ "health-url": at(home), headers: "X-Key: very-secret-token" });
    expect(result.exitCode).toBe(0);
    expect(heard).toEqual(["very-secret-token", undefined]);
  });
});

describe("bad input", () => {
  it("is refused in one error, with each input's name and what would be valid, before any request", async () => {
    let asked = 0;
    const port = await serve((_request, response) => {
      asked += 1;
      response.end();
    });
    const result = await run({
      "health-url": `${at(port)}\nlocalhost:8080`,
      "max-attempts": "0",
      "delay-seconds": "soon",
      "timeout-seconds": "601",
      "expected-status": "2xx",
      "expected-json": "commit=a",
      "consecutive-successes": "1.5",
      headers: "no-colon-secret",
    });
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toEqual({});
    expect(result.annotations).toHaveLength(1);
    const message = result.annotations[0]?.message ?? "";
    for (const line of [
      /Input `health-url` must be .*http/,
      /Input `max-attempts` must be a whole number from 1 to 1000; got `0`/,
      /Input `delay-seconds` must be a duration from 0 to 1h: a number of seconds/,
      /Input `timeout-seconds` must be a duration from 100ms to 10m/,
      /Input `expected-status` .*`2xx` is not an HTTP status; write/,
      /Input `expected-json` .*`commit` is not a JSON pointer; start with a slash/,
      /Input `consecutive-successes` must be a whole number/,
      /Input `headers` .*header line 1/,
      /Nothing was started/,
    ]) {
      expect(message).toMatch(line);
    }
    expect(`${message}${result.log}`).not.toContain("no-colon-secret");
    expect(asked).toBe(0);
  });

  it.each([", ", ",", " ", "|"])("includes a second URL on the same line, after %j", async (separator) => {
    let asked = 0;
    const port = await serve((_request, response) => {
      asked += 1;
      response.end();
    });
    const result = await run({ "health-url": `${at(port, "/")}${separator}${at(await closedPort())}` });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toContain("Input `health-url` must be one URL per line");
    expect(asked).toBe(0);
  });

  it("does not include a JSON pointer in URI fragment form, which is compared like any other", async () => {
    const url = at(await json({ commit: "old" }));
    const result = await run({
      "health-url": url,
      "max-attempts": "1",
      "expected-json": "# the release\n#/commit=new",
    });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toContain("/commit is `old`, expected `new`");
    expect(await run({ "health-url": url, "max-attempts": "1", "expected-json": "#/commit=old" })).toMatchObject({
      exitCode: 0,
    });
  });

  it("includes inputs that contradict each other", async () => {
    const result = await run({
      "health-url": at(await closedPort()),
      "max-attempts": "2",
      "consecutive-successes": "3",
    });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toMatch(
      /`consecutive-successes` must not exceed the number of attempts.*\nState: Nothing was probed/,
    );
  });

  it("includes a missing URL, and an unknown input", async () => {
    const result = await run({ "health-urls": at(1) });
    expect(result.exitCode).toBe(1);
    expect(result.annotations.map(({ level }) => level)).toEqual(["warning", "error"]);
    expect(result.annotations[0]?.message).toContain("health-urls");
    expect(result.annotations[1]?.message).toContain("Input `health-url` is required");
  });

  it.each(["hunter2secret", "hunter2/secret", "hunter2@secret", "hunter2 secret", "hunter2#secret"])(
    "includes credentials in a URL, and %s is not repeated",
    async (password) => {
      const result = await run({ "health-url": `https://user:${password}@app.example.com/` });
      expect(result.exitCode).toBe(1);
      expect(result.annotations[0]?.message).toMatch(/Input `health-url` must /);
      expect(result.stdoutRaw + result.stderrRaw).not.toMatch(/hunter2|secret/);
    },
  );
});

it.each([
  ["between two attempts", "Attempt 1/20 failed", async () => at(await closedPort())],
  ["while it waits for a response", "Checking", async () => at(await serveTcp(() => {}))],
])("is cancelled within a second %s", async (_when, whenLogged, url) => {
  const cancel = { whenLogged };
  const result = await run({ "health-url": await url(), "delay-seconds": "60", "timeout-seconds": "60" }, { cancel });
  expect(result).toMatchObject({ conclusion: "cancelled", exitCode: 1, cancelled: { sent: ["SIGINT"] }, orphans: [] });
  expect(result.cancelled?.tookMs).toBeLessThan(1000);
  expect(result.log).toContain("Cancelled (SIGINT): The health check was cancelled after");
});
