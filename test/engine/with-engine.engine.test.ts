// with-engine.ts removes what it started, whatever happens to it or to its command; on an engine that was there before
// it removes only its own objects; and if it cannot start one it says what to install.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { engine } from "./index.ts";
import { whyNoPrivateEngine } from "./private-engine.ts";
import { run, tryRun } from "./program.ts";
import { type Session, sessionFileVariable, sessionSchema } from "./session-file.ts";

const e = engine();
const program = join(import.meta.dirname, "with-engine.ts");

/** As on a machine where no session runs; `own` decides what engine it finds. */
function environment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { [sessionFileVariable]: _session, DOCKER_HOST: _host, DOCKER_CONFIG: _config, ...rest } = process.env;
  return { ...rest, ...own };
}
/** The session's engine as one that was there before. */
const foreign = environment({ DOCKER_HOST: e.dockerHost, DOCKER_CONFIG: e.dockerConfig.anonymous });
/** A machine without a docker client: our own Node and the system's folders that have none. */
const bare = environment({ PATH: [dirname(process.execPath), ...systemFolders()].join(delimiter) });

function systemFolders(): string[] {
  return ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].filter((folder) => !existsSync(join(folder, "docker")));
}

type Run = { child: ChildProcess; ended: Promise<{ code: number; stderr: string }>; session: Promise<Session> };

/** Starts with-engine, `under` another program where asked; `session` is there as soon as its command runs, read from the file whose path the command gets. */
function withEngine(env: NodeJS.ProcessEnv, parts: readonly string[], script: string, under: string[] = []): Run {
  const command = `cat "$${sessionFileVariable}"; echo; ${script}`;
  const options = parts.length > 0 ? ["--with", parts.join(",")] : [];
  const [first = "", ...rest] = [...under, process.execPath, program, ...options, "--", "sh", "-c", command];
  const child = spawn(first, rest, { env });
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk));
  const session = new Promise<Session>((resolve, reject) => {
    let stdout = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      stdout += chunk;
      if (stdout.includes("\n}\n"))
        resolve(sessionSchema.parse(JSON.parse(stdout.slice(0, stdout.indexOf("\n}\n") + 2))));
    });
    child.on("close", () => reject(new Error(`with-engine ended before its command ran: ${stderr}`)));
  });
  session.catch(() => undefined);
  const ended = new Promise<{ code: number; stderr: string }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code: code ?? (signal ? -1 : -2), stderr }));
  });
  return { child, ended, session };
}

/** Everything of a session that is left on this machine: folder, processes, mounts, bridge, cgroups. */
async function traces({ folder, session }: Session): Promise<string[]> {
  const processes = (await readdir("/proc")).filter(
    (pid) =>
      /^\d+$/.test(pid) && ["cmdline", "environ"].some((file) => textOf(`/proc/${pid}/${file}`).includes(`${folder}/`)),
  );
  const mounts = textOf("/proc/self/mountinfo")
    .split("\n")
    .filter((line) => line.includes(folder));
  const engines = [session, `${session}c`]; // the second keeps images in containerd
  const bridges = bridgeNames().filter((name) => engines.some((id) => name === `da-${id}`));
  const cgroups = (await readdir("/sys/fs/cgroup", { withFileTypes: true })).filter((entry) =>
    engines.some((id) => existsSync(join("/sys/fs/cgroup", entry.name, `deploy-actions-${id}`))),
  );
  return [
    ...(existsSync(folder) ? [`folder ${folder}`] : []),
    ...processes.map((pid) => `process ${pid} ${textOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`),
    ...mounts.map((line) => `mount ${line}`),
    ...bridges.map((name) => `bridge ${name}`),
    ...cgroups.map(({ name }) => `cgroup ${name}`),
  ];
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // the process has ended meanwhile
  }
}

/** Containers, images, volumes and networks of the engine, by name and label. */
async function objects(): Promise<string[]> {
  const lists = [
    ["ps", "--all", "--format", "container {{.Names}} {{.Labels}}"],
    ["image", "ls", "--format", "image {{.Repository}}:{{.Tag}}"],
    ["volume", "ls", "--format", "volume {{.Name}} {{.Labels}}"],
    ["network", "ls", "--format", "network {{.Name}} {{.Labels}}"],
  ];
  const printed = await Promise.all(lists.map((argv) => tryRun(["docker", ...argv], { env: foreign })));
  return printed.flatMap(({ stdout }) => stdout.split("\n").filter(Boolean));
}

const id = `ID=$(basename "$(dirname "$${sessionFileVariable}")"); ID=\${ID#deploy-actions-}`;
/** Leaves one object of each kind behind: by label, by compose project, in a registry of the session. */
const mess = [
  id,
  `docker run --detach --label "deploy-actions.session=$ID" ${e.tinyImage} sleep 600`,
  `docker volume create --label "deploy-actions.session=$ID" "volume-$ID"`,
  `echo 'FROM ${e.tinyImage}' | docker build --quiet --label "deploy-actions.session=$ID" --tag "mess-$ID" -`,
  `echo '${JSON.stringify({ services: { idle: { image: e.tinyImage, command: ["sleep", "600"] } } })}' | docker compose --project-name "da-$ID-mess" --file - up --detach`,
].join(" && ");

describe("a session on an engine that was there before", () => {
  it("removes its own objects from it and leaves everything else", async () => {
    const bystander = `da-bystander-${process.pid}`;
    await tryRun(["docker", "volume", "create", "--label", e.label, bystander], { env: foreign });
    const running = withEngine(foreign, ["registries"], `{ ${mess}; } >&2`);
    const session = await running.session;
    const { code, stderr } = await running.ended;
    expect(code, stderr).toBe(0);
    expect(session.privateEngine).toBe(false);
    const left = await objects();
    const words = [session.session, ...Object.values(session.registries ?? {}).map(({ host }) => host)];
    expect(left.filter((line) => words.some((word) => line.includes(word)))).toEqual([]);
    expect(left.join("\n")).toContain(bystander);
    expect(await traces(session)).toEqual([]);
    await tryRun(["docker", "volume", "rm", bystander], { env: foreign });
  });

  it("ends its command and itself when it is asked to", async () => {
    const running = withEngine(foreign, [], "sleep 600");
    const session = await running.session;
    running.child.kill("SIGINT");
    expect(await running.ended).toMatchObject({ code: 130 });
    expect(await traces(session)).toEqual([]);
  });

  it.each([
    ["asked to", "SIGTERM"],
    ["killed", "SIGKILL"],
  ] as const)("ends with its command when npm's shell is %s, and leaves no temporary folder", async (_, signal) => {
    const leaves = 'mkdir "$TMPDIR/left-behind" && setsid sleep 600 & sleep 600';
    const running = withEngine({ ...foreign, npm_lifecycle_event: "demo" }, [], leaves, [
      "sh",
      "-c",
      '"$@"; exit',
      "sh",
    ]);
    const session = await running.session;
    await expect.poll(() => existsSync(join(session.folder, "tmp/left-behind"))).toBe(true);
    running.child.kill(signal);
    await expect.poll(() => traces(session), { timeout: 60_000 }).toEqual([]);
  });

  it("passes on the exit code of its command", async () => {
    expect(await withEngine(foreign, [], "exit 7").ended).toMatchObject({ code: 7 });
  });
});

describe("a machine without an engine", () => {
  it("gets a private one that leaves no trace, and the next session removes one that was killed; or reports the remedy", async () => {
    const first = withEngine(bare, ["registries", "postgres", "containerd"], "sleep 600");
    if (whyNoPrivateEngine() !== undefined) {
      const { code, stderr } = await first.ended;
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("install Docker Engine") });
      return;
    }
    const killed = await first.session;
    expect(killed.privateEngine).toBe(true);
    const docker = ["docker", "-H", killed.dockerHost] as const;
    const network = (await run([...docker, "network", "create", "left-over"])).trim();
    await run([...docker, "run", "--detach", "--network", "left-over", killed.images?.tinyImage ?? "", "sleep", "600"]);
    const bridge = `br-${network.slice(0, 12)}`;
    expect(bridgeNames()).toContain(bridge);
    const second = ["docker", "-H", killed.containerd?.dockerHost ?? ""] as const;
    expect(await run([...second, "info", "--format", "{{json .DriverStatus}}"])).toContain(
      "io.containerd.snapshotter.v1",
    );
    first.child.kill("SIGKILL");
    const kinds = (await traces(killed)).map((trace) => trace.split(" ")[0]);
    // In a chroot the engine's mounts are in its own namespace, where no other process sees them.
    expect(kinds).toEqual(expect.arrayContaining(["folder", "process", "bridge", "cgroup"]));

    const next = withEngine(bare, [], "true");
    const session = await next.session;
    expect(await next.ended).toMatchObject({ code: 0, stderr: expect.stringContaining(killed.session) });
    expect(await traces(killed)).toEqual([]);
    expect(await traces(session)).toEqual([]);
    expect(bridgeNames()).not.toContain(bridge);
  });
});

describe("a chroot without an engine", () => {
  it("gets one whose healthchecks run in the container", async () => {
    if (whyNoPrivateEngine() !== undefined) return;
    const chroot = ["unshare", "--mount", "sh", "-c", 'mount --rbind / /mnt && exec chroot /mnt "$@"', "sh"];
    const check = [
      `docker run --detach --name idle ${JSON.stringify("$IMAGE")} sleep 600`,
      "docker exec --workdir /home/node idle true",
    ].join(" && ");
    const image = 'IMAGE=$(docker image ls --quiet --filter "reference=*/base/tiny")';
    const running = withEngine(bare, ["registries"], `{ ${image} && ${check}; } >&2`, chroot);
    const { code, stderr } = await running.ended;
    expect(code, stderr).toBe(0);
    expect(await traces(await running.session)).toEqual([]);
  });
});

function bridgeNames(): string[] {
  return readdirSync("/sys/class/net").filter((name) => /^(da|br)-/.test(name));
}

describe("inside a running session", () => {
  it("just runs the command", async () => {
    const { code, stderr } = await withEngine(process.env, ["registries"], "exit 3").ended;
    expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
  });
});

describe.each([
  [["--with", "mysql", "--", "true"], "--with knows"],
  [["--", "no-such-program"], "could not be started"],
  [[], "usage:"],
])("with the arguments %j", (argv, message) => {
  it("fails immediately and says why", async () => {
    const { code, stderr } = await tryRun([process.execPath, program, ...argv], { env: process.env });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
  });
});
