// A commit puts links, pipes and names of other files into the checkout, to have the deploy read, keep or print files of the machine.
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkReads } from "../../packages/rollout/src/check-reads.ts";
import { composeErrorMessage } from "../../packages/rollout/src/compose-error-message.ts";
import { gatherSources } from "../../packages/rollout/src/gather-sources.ts";
import { readableFiles } from "../../packages/rollout/src/readable-files.ts";
import { filesToKeep } from "../../packages/runtime/src/index.ts";
import { readRegularFile } from "../../packages/untrusted/src/file/index.ts";

const LINUX = process.platform === "linux";
const SECRET = "hunter2-of-the-machine";

let base: string;
let checkout: string;
/** A file of the machine, outside the checkout. */
let machine: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "attack-checkout-")));
  checkout = join(base, "checkout");
  machine = join(base, "machine.env");
  await mkdir(join(checkout, "part"), { recursive: true });
  await writeFile(machine, `PASSWORD=${SECRET}\n`);
});
afterEach(() => rm(base, { recursive: true, force: true }));

const at = (path: string) => join(checkout, path);

/** Prepares the files; `MACHINE` in a text is a file outside, `OUT` the relative way there. */
async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(at(path)), { recursive: true });
    if (text.startsWith("-> ")) await symlink(filled(text.slice(3)), at(path));
    else if (text === "|") spawnSync("sh", ["-c", 'mkfifo "$1"', "sh", at(path)]);
    else await writeFile(at(path), filled(text));
  }
}
const filled = (text: string) => text.replaceAll("MACHINE", machine).replaceAll("OUT", "../machine.env");

/** What a deploy reads before and besides Compose. */
function read(path = at("compose.yml"), variables: Readonly<Record<string, string>> = {}) {
  const files = readableFiles(path, [checkout]);
  checkReads(path, variables, files);
  return gatherSources(path, [dirname(path), checkout], files);
}

const service = (more: string) => `services:\n  web:\n    image: x\n    ${more}\n`;

describe("a pull request", () => {
  const environ = "-> /proc/self/environ";
  const attempts: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ["makes the compose file a link to a file outside", { "compose.yml": "-> MACHINE" }],
    ["makes the compose file a relative link out", { "compose.yml": "-> OUT" }],
    ["makes the compose file a chain of links out", { "compose.yml": "-> a", a: "-> b", b: "-> OUT" }],
    [
      "makes the env_file a link to a file outside",
      { "compose.yml": service("env_file: a.env"), "a.env": "-> MACHINE" },
    ],
    [
      "makes an optional env_file a link to a file outside",
      { "compose.yml": service("env_file: [{ path: a.env, required: false }]"), "a.env": "-> OUT" },
    ],
    ["names an env_file outside, up from the checkout", { "compose.yml": service("env_file: OUT") }],
    ["hides the way up in a default", { "compose.yml": service(`env_file: "\${NOTHING:-../}machine.env"`) }],
    ["hides the way up in a nested default", { "compose.yml": service(`env_file: "\${A:-\${B-../machine.env}}"`) }],
    ["hides the way up in an anchor", { "compose.yml": `x-a: &a { env_file: OUT }\n${service("<<: *a")}` }],
    ["hides the way up behind a tag", { "compose.yml": service("env_file: !override [OUT]") }],
    ["hides the way up in base64", { "compose.yml": service(`env_file: !!binary ${btoa("../machine.env")}`) }],
    [
      "hides the way up in base64 with a long tag",
      { "compose.yml": service(`env_file: !<tag:yaml.org,2002:binary> ${btoa("../machine.env")}`) },
    ],
    ["hides the way up in a second document", { "compose.yml": `services: {}\n---\n${service("env_file: OUT")}` }],
    ["names it beside an invalid entry", { "compose.yml": service("env_file: [7, OUT]") }],
    ["names it as label_file", { "compose.yml": service("label_file: OUT") }],
    ["makes a folder above the env_file a link", { "compose.yml": service("env_file: up/machine.env"), up: "-> .." }],
    [
      "makes the env_file a link to git's configuration, with the job's token",
      { "compose.yml": service("env_file: a"), a: "-> .git/config", ".git/config": "A=1" },
    ],
    [
      "names git's configuration as env_file",
      { "compose.yml": service("env_file: .git/config"), ".git/config": "A=1" },
    ],
    [
      "names git's configuration in capitals, for a disk without case",
      { "compose.yml": service("env_file: .GIT/config"), ".GIT/config": "A=1" },
    ],
    ["extends a file outside", { "compose.yml": service("extends: { file: OUT, service: x }") }],
    [
      "extends a link to a file outside",
      { "compose.yml": service("extends: { file: b.yml, service: x }"), "b.yml": "-> MACHINE" },
    ],
    ["includes a file outside", { "compose.yml": "include: [OUT]\n" }],
    ["includes a link to a file outside", { "compose.yml": "include: [{ path: [b.yml] }]\n", "b.yml": "-> OUT" }],
    [
      "gives an include an env_file outside",
      { "compose.yml": "include: [{ path: part/b.yml, env_file: OUT }]\n", "part/b.yml": "services: {}\n" },
    ],
    [
      "puts a link at the .env beside an included file",
      { "compose.yml": "include: [part/b.yml]\n", "part/b.yml": "services: {}\n", "part/.env": "-> MACHINE" },
    ],
    [
      "puts a link at the .env of another project_directory",
      {
        "compose.yml": "include: [{ path: b.yml, project_directory: ./part }]\n",
        "b.yml": "services: {}\n",
        "part/.env": "-> MACHINE",
      },
    ],
    [
      "moves the base of an included file's env_file",
      {
        "compose.yml": "include: [{ path: b.yml, project_directory: part }]\n",
        "b.yml": service("env_file: a.env"),
        "a.env": "A=1\n",
        "part/a.env": "-> MACHINE",
      },
    ],
    [
      "moves the base by including two files of different folders",
      {
        "compose.yml": "include: [{ path: [part/a.yml, b.yml] }]\n",
        "part/a.yml": "services: {}\n",
        "b.yml": service("env_file: a.env"),
        "part/a.env": "-> MACHINE",
      },
    ],
    [
      "names the env_file in an included file with a variable that the include sets",
      {
        "compose.yml": "include: [{ path: part/b.yml, env_file: i.env }]\n",
        "i.env": "WAY=../machine.env\n",
        "part/b.yml": service("env_file: $WAY"),
      },
    ],
    [
      "names it in a file that an included file extends",
      {
        "compose.yml": "include: [part/b.yml]\n",
        "part/b.yml": service("extends: { file: c.yml, service: web }"),
        "part/c.yml": service("env_file: ../../machine.env"),
      },
    ],
  ];
  it.each(attempts)("%s", async (_, files) => {
    await write(files);
    let message = "nothing was refused";
    try {
      read();
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/outside|variable|binary|git's own folder/);
    expect(message).not.toContain(SECRET);
  });

  const special: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ["makes the compose file a link to this process's environment", { "compose.yml": environ }],
    ["makes the compose file a pipe, to block the run", { "compose.yml": "|" }],
    ["makes the compose file a device that never ends", { "compose.yml": "-> /dev/zero" }],
    ["makes the env_file a link to this process's environment", { "compose.yml": service("env_file: a"), a: environ }],
    ["names the kernel's log as env_file", { "compose.yml": service("env_file: /proc/kmsg") }],
    ["names another process's environment as env_file", { "compose.yml": service("env_file: /proc/1/environ") }],
    ["makes the env_file a pipe, to block the run", { "compose.yml": service("env_file: a"), a: "|" }],
    ["names a device as env_file", { "compose.yml": service("env_file: /dev/zero") }],
    ["hides /proc in a default", { "compose.yml": service(`env_file: "\${X:-/proc}/self/environ"`) }],
    ["names /proc from the home folder up", { "compose.yml": service("env_file: ~/../../../../../proc/self/environ") }],
    [
      "hides the home folder in a default",
      { "compose.yml": service(`env_file: "\${X:-~}/../../../../../proc/1/environ"`) },
    ],
    [
      "includes a file of the kernel from the home folder up",
      { "compose.yml": "include: ~/../../../../../proc/self/environ\n" },
    ],
    [
      "moves an include's base to /proc",
      {
        "compose.yml": "include: [{ path: part/b.yml, project_directory: /proc/self }]\n",
        "part/b.yml": service("env_file: environ"),
      },
    ],
    ["includes this process's environment", { "compose.yml": "include: /proc/self/environ\n" }],
    ["extends a file of the kernel", { "compose.yml": service("extends: { file: /sys/kernel/notes, service: x }") }],
    [
      "puts a pipe at the .env beside an included file",
      { "compose.yml": "include: part/b.yml\n", "part/b.yml": "{}", "part/.env": "|" },
    ],
    ["names a folder as env_file", { "compose.yml": service("env_file: ./part") }],
  ];
  it.runIf(LINUX).each(special)("%s", async (_, files) => {
    await write(files);
    expect(() => read()).toThrow(/outside|operating system|is a (?:pipe|device|folder)/);
  });

  it("makes the env_file larger than memory", async () => {
    await write({ "compose.yml": service("env_file: a.env"), "a.env": "" });
    await truncate(at("a.env"), 2 ** 33);
    expect(() => read()).toThrow(`has ${2 ** 33} bytes`);
  });

  it("makes the compose file larger than memory", async () => {
    await write({ "compose.yml": "" });
    await truncate(at("compose.yml"), 2 ** 33);
    expect(() => read()).toThrow("the limit is");
  });

  it("makes the compose file grow a thousandfold when its aliases are followed", async () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? "x-0: &a0 [x]"
        : `x-${level}: &a${level} [${Array(12)
            .fill(`*a${level - 1}`)
            .join()}]`,
    );
    await write({ "compose.yml": `${levels.join("\n")}\nservices: {}\n` });
    expect(() => read()).toThrow("could not be read as YAML");
  });

  it("lets compose files include each other in a circle", async () => {
    await write({ "compose.yml": "include: [part/b.yml]\n", "part/b.yml": "include: [../compose.yml]\n" });
    expect(read().texts.size).toBe(2);
  });

  it("has a file outside quoted in Compose's error", () => {
    for (const line of [
      `failed to read /etc/shadow: line 1: unexpected character ":" in variable name "root:${SECRET}"`,
      `unexpected character ":" in variable name near "root:${SECRET}\\ndaemon:*"`,
      `failed to read a.env: line 3: unterminated quoted value "${SECRET}`,
      `Invalid template: "\${${SECRET}"`,
      `line 1: key cannot contain a space "${SECRET} x"`,
    ]) {
      expect(composeErrorMessage(line)).not.toContain(SECRET);
    }
  });

  it.each(["secrets", "configs"])("names this process's environment under %s", (kind) => {
    const model = { services: {}, [kind]: { s: { file: "/proc/self/environ" } } };
    expect(() => filesToKeep(model, [], [checkout])).toThrow("operating system makes up");
  });

  const kept = { maxBytes: 1000 };
  it.runIf(LINUX).each<[string, Readonly<Record<string, string>>]>([
    ["a link to this process's environment", { conf: "-> /proc/self/environ" }],
    ["a link to a file outside", { conf: "-> MACHINE" }],
    ["a link to a device", { conf: "-> /dev/zero" }],
    ["a link to git's configuration, with the job's token,", { conf: "-> .git/config", ".git/config": "token" }],
    ["a link through a folder outside", { conf: "-> x/machine.env", x: "-> .." }],
    ["a link to the kernel's log", { conf: "-> /proc/kmsg" }],
    ["a broken link", { conf: "-> nowhere" }],
    ["a link to itself", { conf: "-> conf" }],
    ["a pipe", { conf: "|" }],
  ])("mounts %s, to have it kept with the release", async (_, files) => {
    await write(files);
    expect(() => readRegularFile(at("conf"), { ...kept, roots: [checkout] })).toThrow(
      /outside|broken|leads back to itself|is a pipe|git's own folder/,
    );
  });
});
