// The service as a process: what it answers while its database cannot be reached, and how it exits.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../src/server.js", import.meta.url));

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function start(environment) {
  const [port, databasePort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [script], {
    env: {
      ...process.env,
      PORT: port,
      DB_URL: `postgres://nobody:none@127.0.0.1:${databasePort}/none`,
      ...environment,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return { child, url: `http://127.0.0.1:${port}` };
}

test("without its database it answers 503, and it exits with 0 after SIGTERM", async () => {
  const { child, url } = await start({ APP_VERSION: "1.2.3", APP_COMMIT: "0123abc" });
  const answer = await fetch(`${url}/health`);
  const { uptime_seconds, ...body } = await answer.json();
  assert.equal(answer.status, 503);
  assert.deepEqual(body, { status: "unhealthy", version: "1.2.3", commit: "0123abc", database: "down" });
  assert.ok(uptime_seconds >= 0);
  assert.equal((await fetch(`${url}/nowhere`)).status, 404);
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
});

test("the release that crashes exits with 1", async () => {
  const { child } = await start({ BAD_RELEASE: "crash" });
  const [code] = await once(child, "exit");
  assert.equal(code, 1);
});

test("an unknown kind of defect is refused at the start", async () => {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, DB_URL: "postgres://x", BAD_RELEASE: "slow" },
  });
  const [code] = await once(child, "exit");
  assert.equal(code, 1);
});
