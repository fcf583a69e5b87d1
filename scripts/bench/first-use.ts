// How long a user waits for `npm run demo`: the first time (a fresh clone of the last commit, with npm's cache and ours empty), and the
// next time. In seconds instead of a ratio, since a person's waiting time is what counts.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, sep } from "node:path";
import { runningSession } from "../../test/engine/index.ts";
import { run } from "../../test/engine/program.ts";
import { root } from "../actions.ts";
import type { Figure, Measure } from "./figure.ts";

export const firstUse: Measure = async (progress) => {
  const folder = await mkdtemp(join(tmpdir(), "first-use-"));
  try {
    const clone = join(folder, "clone");
    await run(["git", "clone", "--quiet", root, clone]);
    const env = {
      ...userEnvironment(process.env),
      XDG_CACHE_HOME: join(folder, "cache"),
      npm_config_cache: join(folder, "npm"),
    };
    progress("first use: the demo with empty caches");
    const cold = await demo(clone, env);
    progress("first use: the demo once more");
    const warm = await demo(clone, env);
    return [
      figure("demo, first time", cold, 180, "fresh clone, empty caches"),
      figure("demo, next time", warm, 60, "the same clone"),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const figure = (name: string, value: number, atMost: number, how: string): Figure => ({
  name,
  value,
  unit: "s",
  atMost,
  how: `npm run demo to its end, ${how}`,
});

/** The environment of a user's shell: without variables of npm, of this session, or of the dependencies installed here. */
function userEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(npm_|DEPLOY_ACTIONS_|DOCKER_HOST$|DOCKER_CONFIG$|TMPDIR$|INIT_CWD$|NODE$)/;
  const session = runningSession(env)?.folder;
  const isOurs = (entry: string) =>
    entry.includes(`node_modules${sep}`) || (session !== undefined && entry.startsWith(session + sep));
  const path = (env.PATH ?? "").split(delimiter).filter((entry) => !isOurs(entry));
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name))),
    PATH: path.join(delimiter),
  };
}

/** In seconds. Rejects when the demo fails. */
function demo(cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn("npm", ["run", "demo"], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-4000)));
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0
        ? resolve((performance.now() - began) / 1000)
        : reject(new Error(`the demo ended with ${code}: …${said}`)),
    );
  });
}
