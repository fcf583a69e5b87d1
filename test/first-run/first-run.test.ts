// The first step of demo and tests, on machines that lack something: nothing is downloaded, and it ends when it is asked to.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
let folder: string;
let checkout: string;

/** A checkout whose dependencies are not installed, and a PATH with only what the test puts there. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "first-run-"));
  checkout = join(folder, "checkout");
  await mkdir(join(folder, "bin"));
  await mkdir(join(checkout, "test/engine"), { recursive: true });
  await cp(join(ROOT, "scripts/first-run"), join(checkout, "scripts/first-run"), { recursive: true });
  await cp(join(ROOT, "package.json"), join(checkout, "package.json"));
  await writeFile(join(checkout, "package-lock.json"), "{}");
  await expectNode(NODE);
  await writeFile(join(checkout, "test/engine/fetch-packages.ts"), "");
  for (const [name, version] of [
    ["git", "git version 2.39.5"],
    ["npm", "9.2.0"],
    ["docker", "27"],
    ["apt-get", "apt 2.6"],
    ["dpkg-deb", "1.21"],
    ["perl", "5"],
    ["tar", "1.34"],
  ] as const)
    await program(name, `echo "${version}"`);
  await symlink("/bin/sh", join(folder, "bin/sh"));
  await symlink("/bin/sleep", join(folder, "bin/sleep"));
  await symlink("/bin/touch", join(folder, "bin/touch"));
  await symlink("/bin/mkdir", join(folder, "bin/mkdir"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(folder, "bin", name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, "bin", name), 0o755);
}
/** What the npm of these tests brings as the pinned Node. */
const NODE = "#!/bin/sh";
/** Makes the checkout expect a Node of one line. */
async function expectNode(line: string): Promise<void> {
  const file = join(checkout, "scripts/first-run/node.json");
  const known: { version: string } = JSON.parse(await readFile(join(ROOT, "scripts/first-run/node.json"), "utf8"));
  const sum = createHash("sha256").update(`${line}\n`).digest("hex");
  await writeFile(file, JSON.stringify({ ...known, sha256: { [`linux-${process.arch}`]: sum } }));
}
/** An npm that answers `--version`, brings a Node, and runs `ci` for the dependencies. */
const npm = (ci: string) =>
  program(
    "npm",
    `case $1 in
      --version) echo 9.2.0 ;;
      install) mkdir -p node_modules/node-linux-${process.arch}/bin; echo "${NODE}" > node_modules/node-linux-${process.arch}/bin/node ;;
      ci) ${ci} ;;
    esac`,
  );

const environment = (own: NodeJS.ProcessEnv) => ({ PATH: join(folder, "bin"), HOME: folder, TMPDIR: folder, ...own });

function firstRun(own: NodeJS.ProcessEnv = {}): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const script = join(checkout, "scripts/first-run/main.cjs");
    execFile(process.execPath, [script, "demo"], { env: environment(own) }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), said: `${stdout}${stderr}` }),
    );
  });
}

describe("on a machine that lacks something", () => {
  it("reports each missing thing in one sentence and starts no installation", async () => {
    await program("git", 'echo "git version 2.20.1"');
    await npm(`touch "${join(folder, "installed")}"`);
    const { code, said } = await firstRun({ HOME: "/proc" });
    expect(code).toBe(1);
    expect(said).toContain("nothing was fetched or changed");
    expect(said).toContain("git 2.20.1 is too old");
    expect(said).toContain("/proc/.npm cannot be used for npm's downloads");
    expect(said).toContain("set XDG_CACHE_HOME");
    expect(await readdir(folder)).not.toContain("installed");
  });

  it("uses npm's version from the environment where npm runs it, and asks npm otherwise", async () => {
    await program("npm", "echo 8.19.4");
    expect((await firstRun({ npm_config_user_agent: "npm/7.1.0 node/v20.0.0 linux x64" })).said).toContain(
      "npm 7.1.0 is",
    );
    expect((await firstRun()).said).toContain("npm 8.19.4 is too old");
  });

  it("leaves no files behind", async () => {
    await program("git", "exit 1");
    await firstRun();
    expect((await readdir(folder)).sort()).toEqual(["bin", "checkout"]);
    expect(await readdir(checkout)).not.toContainEqual(expect.stringMatching(/^\.deploy-actions/));
  });
});

/** Fails with `said` the given number of times, then installs. */
const failing = (times: number, said: string) =>
  npm(`echo x >> "${join(folder, "tries")}"; n=0; while read -r _; do n=$((n+1)); done < "${join(folder, "tries")}"
    if [ $n -le ${times} ]; then echo "${said}" >&2; exit 1; fi; mkdir -p node_modules; touch node_modules/.package-lock.json`);
const tries = async () => (await readFile(join(folder, "tries"), "utf8")).trim().split("\n").length;

describe("npm ci", () => {
  it.each(["npm error code ECONNRESET", "npm error code E503", "npm error network timeout at: https://r"])(
    "is tried once more after %s",
    async (said) => {
      await failing(1, said);
      expect(await firstRun()).toMatchObject({ code: 0, said: expect.stringContaining("trying once more") });
      expect(await tries()).toBe(2);
    },
  );

  it("is not tried a third time", async () => {
    await failing(9, "npm error code ETIMEDOUT");
    expect(await firstRun()).toMatchObject({ code: 1, said: expect.stringContaining("the network failed twice") });
    expect(await tries()).toBe(2);
  });

  it("is not tried again after a permanent error, and npm's own message is shown", async () => {
    await failing(9, "npm error code EINTEGRITY");
    expect(await firstRun()).toMatchObject({ code: 1, said: expect.stringContaining("EINTEGRITY") });
    expect(await tries()).toBe(1);
  });
});

it("runs only the Node whose checksum is stored, and the checksum is that of the version in package.json", async () => {
  await npm("exit 0");
  await expectNode("#!/bin/sh -x");
  const { code, said } = await firstRun();
  expect(code).toBe(1);
  expect(said).toContain("is not what scripts/first-run/node.json expects");
  expect(said).toContain("It was not run.");
  const [known, project] = await Promise.all(
    ["scripts/first-run/node.json", "package.json"].map(async (path) =>
      JSON.parse(await readFile(join(ROOT, path), "utf8")),
    ),
  );
  expect(known.version).toBe(project.devDependencies.node);
});

describe("while npm ci is running", () => {
  /** Resolves once the fake npm runs, with its pid. */
  async function working(under: readonly string[]): Promise<{ child: ChildProcess; npmPid: number }> {
    await npm(`echo $$ > "${join(folder, "pid")}"; exec sleep 600`);
    const script = join(checkout, "scripts/first-run/main.cjs");
    const [first = "", ...rest] = [...under, process.execPath, script, "demo"];
    const child = spawn(first, rest, { env: environment({}), stdio: "ignore" });
    const pid = () => readFile(join(folder, "pid"), "utf8").then(Number, () => 0);
    await expect.poll(pid, { timeout: 30_000 }).toBeGreaterThan(0);
    return { child, npmPid: await pid() };
  }
  const lives = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends it", async (signal) => {
    const { child, npmPid } = await working([]);
    child.kill(signal);
    await once(child, "exit");
    expect(lives(npmPid)).toBe(false);
  });

  it("the end of npm's shell ends it", async () => {
    const { child, npmPid } = await working(["sh", "-c", '"$@"; exit', "sh"]);
    child.kill("SIGKILL");
    await expect.poll(() => lives(npmPid), { timeout: 30_000 }).toBe(false);
  });
});
