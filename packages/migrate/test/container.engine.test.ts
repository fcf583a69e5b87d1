// Runs the sample app's migrations in one-off containers of its images, and every way in which a container can be left behind.
import { setTimeout as sleep } from "node:timers/promises";
import { formatReference, parseReference } from "@deploy-actions/image";
import { localTarget } from "@deploy-actions/target";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { engine } from "../../../test/engine/index.ts";
import { run, tryRun } from "../../../test/engine/program.ts";
import { commandInContainer, type InContainer, type Migration, runMigration } from "../src/index.ts";
import { failureOf, newDatabase, recordLog, sql } from "./engine-fixtures.ts";
import { type Python, pythonWithPackages } from "./python.ts";
import { removeFromEngine, type SampleReleases, sampleReleases } from "./sample-image.ts";

const name = `migrate-test-${process.pid}`;
let python: Python;
let releases: SampleReleases;
let url: string;

beforeAll(async () => {
  python = await pythonWithPackages();
  releases = await sampleReleases();
});
beforeEach(async () => {
  url = await newDatabase(python, "container", "containers");
});
afterEach(() => tryRun(["docker", "rm", "--force", name]));

function inContainer(given: Partial<InContainer> = {}): InContainer {
  const [key = "", value = ""] = engine().label.split("=");
  return { kind: "container", image: releases.one, name, env: { DB_URL: url }, labels: { [key]: value }, ...given };
}

type Given = Partial<Migration> & { readonly in?: Partial<InContainer>; readonly signal?: AbortSignal };

function migrate({ in: where, signal, ...given }: Given = {}, log = recordLog()) {
  const migrator = commandInContainer("node migrate.mjs up", "node migrate.mjs head");
  const migration = { migrator, location: inContainer(where), timeoutMs: 60_000, logins: [], ...given };
  return runMigration(localTarget(), migration, { log, signal: signal ?? new AbortController().signal });
}

const containers = async () => (await run(["docker", "ps", "--all", "--quiet", "--filter", `name=^/${name}$`])).trim();

/** How many migrations hold the lock of this test's database. */
async function locks(): Promise<number> {
  const held =
    "select count(*) from pg_locks join pg_database d on d.oid = database where locktype = 'advisory' and datname = current_database()";
  return Number((await sql(python, here(), held))[0]?.[0]);
}

const here = () => engine().postgres.url(new URL(url).pathname.slice(1), "here");

/** Ignores SIGTERM, as the first process of a container does by default. */
const ignoresSigterm = commandInContainer(`trap "" TERM; echo started; sleep 300`, "node migrate.mjs head");

test("migrates one release after the other; a second run changes nothing, and no container is left", async () => {
  const log = recordLog();
  const none = { text: "none" };
  const [one, two] = [{ text: "0001_create-notes" }, { text: "0002_note-author" }];
  expect(await migrate({}, log)).toEqual({ changed: true, before: none, after: one });
  expect(await migrate()).toEqual({ changed: false, before: one, after: one });
  expect(await migrate({ in: { image: releases.two } })).toEqual({ changed: true, before: one, after: two });
  expect(await containers()).toBe("");
  expect(log.lines).toContain("Applied: 0001_create-notes.");
  expect(log.lines.join("\n")).not.toContain(engine().postgres.password);
});

test("a broken migration: the head is unchanged, and the error contains the tool's last lines", async () => {
  await migrate({ in: { image: releases.two } });
  const error = await failureOf(migrate({ in: { image: releases.broken } }));
  expect(error.reason).toBe("failed");
  expect(error.message).toMatch(
    /`node migrate\.mjs up` exited with code 1\.\nThe last lines of output:.*"nowhere" does not exist/s,
  );
  expect([error.before?.text, error.after?.text]).toEqual(["0002_note-author", "0002_note-author"]);
  expect(error.next).toMatch(/`node migrate\.mjs head`/);
  expect(await containers()).toBe("");
});

test("timeout: the container is removed, not only its client, and the head is read", async () => {
  const began = performance.now();
  await migrate();
  // Scaled to how busy this machine is now, so that the command is started.
  const timeoutMs = 2_000 + 2 * (performance.now() - began);
  const error = await failureOf(migrate({ migrator: ignoresSigterm, timeoutMs }));
  expect(error.reason).toBe("timeout");
  expect(error.message).toMatch(
    /did not finish within [\d.]+ s and was stopped\.\nThe last lines of output:\n {2}started$/,
  );
  expect(error.after?.text).toBe("0001_create-notes");
  expect(await containers()).toBe("");
});

test("cancelled: the container is removed before the runner's second signal, and its database lock is released", async () => {
  await migrate({ in: { image: releases.two } });
  const cancel = new AbortController();
  const log = recordLog();
  const running = failureOf(migrate({ in: { image: releases.slow }, signal: cancel.signal }, log));
  while (!log.lines.some((line) => line.includes("0003_third"))) await sleep(50);
  expect(await locks()).toBe(1);
  const began = performance.now();
  cancel.abort();
  const error = await running;
  expect(error.reason).toBe("cancelled");
  expect(performance.now() - began).toBeLessThan(7_500);
  expect(await containers()).toBe("");
  while ((await locks()) > 0) await sleep(100);
  expect(await migrate({ in: { image: releases.two } })).toMatchObject({ changed: false });
});

/** A container as left behind by a runner that was killed. */
function leftContainer(seconds: number): Promise<string> {
  const labels = ["--label", engine().label, "--label", "deploy-actions.role=migrate"];
  const start = ["docker", "run", "--rm", "--init", "--detach", "--name", name, ...labels] as const;
  return run([...start, "--entrypoint", "sleep", engine().tinyImage, String(seconds)]);
}

test("waits for a container that outlived its own run", async () => {
  await leftContainer(4);
  const log = recordLog();
  expect(await migrate({}, log)).toMatchObject({ changed: true });
  expect(log.lines).toContain(
    `An earlier run of this migration is still running in the container ${name}; waiting for it to finish.`,
  );
});

test("a left container that does not finish in time keeps running, and the error names it", async () => {
  await leftContainer(300);
  const error = await failureOf(migrate({ timeoutMs: 5_000 }));
  expect(error.reason).toBe("busy");
  expect(error.next).toContain(`docker logs --follow ${name}`);
  expect(await containers()).not.toBe("");
});

test("a container of that name that the action did not create is left alone", async () => {
  await run(["docker", "create", "--name", name, "--label", engine().label, engine().tinyImage]);
  const error = await failureOf(migrate());
  expect(error.reason).toBe("busy");
  expect(await containers()).not.toBe("");
});

test("a database that cannot be reached", async () => {
  const error = await failureOf(migrate({ in: { env: { DB_URL: "postgres://nobody:none@127.0.0.1:1/none" } } }));
  expect(error.reason).toBe("head-unreadable");
  expect(error.message).toMatch(/ECONNREFUSED/);
  expect(error.next).toMatch(/Inside a container, 127\.0\.0\.1 is the container itself/);
});

test("a tool that the image does not have, and a network that the engine does not have", async () => {
  const tool = await failureOf(migrate({ migrator: commandInContainer("flyway migrate") }));
  expect(tool.reason).toBe("tool-missing");
  expect(tool.message).toContain(`could not run in the image ${formatReference(releases.one)}`);
  const network = await failureOf(migrate({ in: { network: "no-such-network" } }));
  expect(network.reason).toBe("not-started");
  expect(network.message).toMatch(/no-such-network/);
  expect(await containers()).toBe("");
});

test("an image that is not on the machine is pulled with the login, and refused without", async () => {
  const { host, username, password } = engine().registries.ghcr;
  await removeFromEngine(releases.two);
  const where = { in: { image: releases.two } };
  const refused = await failureOf(migrate({ ...where, logins: [{ registry: host, username, password: "wrong" }] }));
  expect(refused.reason).toBe("image-missing");
  expect(refused.state).toBe("Nothing was migrated.");
  expect(await migrate({ ...where, logins: [{ registry: host, username, password }] })).toMatchObject({
    changed: true,
  });
});

test("an image that does not exist", async () => {
  const image = parseReference(
    `${engine().registries.ghcr.host}/migrate/nowhere:sha-0123456789abcdef0123456789abcdef01234567`,
  );
  const { username, password, host } = engine().registries.ghcr;
  const error = await failureOf(migrate({ in: { image }, logins: [{ registry: host, username, password }] }));
  expect(error.reason).toBe("image-missing");
});

test("values reach the tool unchanged, whatever they contain", async () => {
  const odd = `two words, a "quote", an 'apostrophe', $HOME and = signs`;
  const { after } = await migrate({
    migrator: commandInContainer("node migrate.mjs up", `printf '%s' "$ODD"`),
    in: { env: { DB_URL: url, ODD: odd } },
  });
  expect(after?.text).toBe(odd);
  expect(await sql(python, here(), "select * from notes")).toEqual([]);
});
