// Builds the Go programs that tests, demo and bench run (act, Trivy, actionlint, olareg) from their modules: the version is in
// go/<name>/go.mod, its go.sum pins every file of every dependency, and the binary is kept in the cache. A program of our own
// around a module (Helm's template engine) is the main.go next to them.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheRoot, kept } from "./cache.ts";
import { run, tryRun } from "./program.ts";
import { EngineError, progress } from "./progress.ts";

export type GoToolName = keyof typeof tools;
/** The program's path, or one line about why it is not available here. */
export type GoTool = { path: string } | { reason: string };

const tools = {
  act: { module: "github.com/nektos/act", program: "github.com/nektos/act", versionVariable: "main.version", env: {} },
  trivy: {
    module: "github.com/aquasecurity/trivy",
    program: "github.com/aquasecurity/trivy/cmd/trivy",
    versionVariable: "github.com/aquasecurity/trivy/pkg/version/app.ver",
    env: { GOEXPERIMENT: "jsonv2" }, // it imports encoding/json/v2
  },
  actionlint: {
    module: "github.com/rhysd/actionlint",
    program: "github.com/rhysd/actionlint/cmd/actionlint",
    versionVariable: "github.com/rhysd/actionlint.version",
    env: {},
  },
  "gitea-runner": {
    module: "gitea.com/gitea/runner",
    program: "gitea.com/gitea/runner",
    versionVariable: "gitea.com/gitea/runner/internal/pkg/ver.version",
    env: {},
  },
  olareg: {
    module: "github.com/olareg/olareg",
    program: "github.com/olareg/olareg/cmd/olareg",
    versionVariable: "github.com/olareg/olareg/internal/version.vcsTag",
    env: {},
  },
  "helm-functions": { module: "helm.sh/helm/v4", program: ".", versionVariable: "main.helmVersion", env: {} },
} as const;

/** The program as an earlier run built it, or undefined; builds nothing. */
export async function builtGoTool(name: GoToolName): Promise<string | undefined> {
  const path = join(cacheRoot(), (await pinned(name)).key, name);
  return existsSync(path) ? path : undefined;
}

export async function goTool(name: GoToolName): Promise<GoTool> {
  const { modules, version, key } = await pinned(name);
  try {
    const folder = await kept(key, async (target) => {
      const trouble = await troubleWithGo();
      if (trouble !== undefined)
        throw new EngineError(`${name} ${version} is built from its Go module, and ${trouble}`);
      await build(name, version, modules, join(target, name));
    });
    return { path: join(folder, name) };
  } catch (error) {
    if (error instanceof EngineError) return { reason: error.message };
    throw error;
  }
}

/** What is built, and the cache's key for it. */
async function pinned(name: GoToolName): Promise<{ modules: string; version: string; key: string }> {
  const modules = join(import.meta.dirname, "go", name);
  const goMod = await readFile(join(modules, "go.mod"), "utf8");
  const sums = await readFile(join(modules, "go.sum"), "utf8");
  const version = versionIn(goMod, tools[name].module);
  const hash = createHash("sha256").update(goMod).update(sums);
  for (const source of (await readdir(modules)).filter((file) => file.endsWith(".go")))
    hash.update(await readFile(join(modules, source)));
  const short = hash.digest("hex").slice(0, 12);
  return { modules, version, key: `go/${name}-${version}-${process.platform}-${process.arch}-${short}` };
}

function versionIn(goMod: string, module: string): string {
  const line =
    goMod.split("\n").find((text) =>
      text
        .trim()
        .replace(/^require /, "")
        .startsWith(`${module} v`),
    ) ?? "";
  const [, version] = line
    .trim()
    .replace(/^require /, "")
    .split(" ");
  if (version === undefined) throw new Error(`go.mod requires no ${module}`);
  return version;
}

/** From Go 1.21 on, a toolchain fetches the newer one that a go.mod asks for, through the module proxy, checked by its sum. */
async function troubleWithGo(): Promise<string | undefined> {
  const found = await tryRun(["go", "env", "GOVERSION"], { env: { ...process.env, GOTOOLCHAIN: "local" } }).catch(
    () => undefined,
  );
  if (found === undefined) return "there is no Go on PATH (1.21 or newer is needed)";
  const [, minor = "0"] = /^go1\.(\d+)/.exec(found.stdout.trim()) ?? [];
  return Number(minor) >= 21
    ? undefined
    : `Go on PATH is too old: ${found.stdout.trim() || "unknown"} (1.21 or newer is needed)`;
}

async function build(name: GoToolName, version: string, modules: string, output: string): Promise<void> {
  const { program, versionVariable, env } = tools[name];
  progress(`building ${name} ${version} from its Go module (once, some minutes; kept in the cache)`);
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false"];
  const linker = `-s -w -X=${versionVariable}=${version.slice(1)}`;
  const settings = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" };
  // Asked for first and without the tool's own settings: an older Go may not know them and would not get as far as fetching.
  const root = await run(["go", "env", "GOROOT"], { cwd: modules, env: { ...settings, GOTOOLCHAIN: "auto" } });
  const go = join(root.trim(), "bin/go");
  await run(["nice", "-n", "10", go, "build", ...flags, `-ldflags=${linker}`, "-o", output, program], {
    cwd: modules,
    env: { ...settings, ...env, GOTOOLCHAIN: "local" },
  });
}
