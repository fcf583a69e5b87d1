// Unpacks packages of a Debian or Ubuntu release into a folder of the cache without installing anything: apt-get (8)
// downloads them with a sources list and state of its own and checks signatures against the machine's archive keyrings,
// dpkg-deb unpacks them. The mirror is that of the machine's own sources; no host name is written here.

import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheRoot, kept } from "./cache.ts";
import { thisMachine } from "./machine.ts";
import { run, succeeds } from "./program.ts";
import { EngineError, progress } from "./progress.ts";

export type PackageSet = { suite: string; names: readonly string[] };

/** The cached folder that holds the files of all packages of the sets (`usr/bin/…`), and `packages.txt` saying which versions. */
export async function unpackedPackages(purpose: string, sets: readonly PackageSet[]): Promise<string> {
  const { id, codename, arch } = thisMachine();
  const contents = createHash("sha256").update(JSON.stringify(sets)).digest("hex").slice(0, 12);
  return kept(`packages/${purpose}-${id}-${codename}-${arch}-${contents}`, async (folder) => {
    if (!(await succeeds(["apt-get", "--version"])))
      throw new EngineError(
        `the ${purpose} is fetched with apt-get from Debian or Ubuntu packages, and this machine has no apt-get`,
      );
    const unpacked = await Promise.all(
      sets.map(async (set) => {
        progress(`fetching ${set.names.join(", ")} from ${id} ${set.suite} (once; kept in the cache)`);
        return unpackSet(set, await download(set), folder);
      }),
    );
    await writeFile(join(folder, "packages.txt"), `${unpacked.flat().join("\n")}\n`);
    progress(`the packages of the ${purpose} are there`);
  });
}

/** What apt knows of one release, for as long as this program runs. */
type Suite = { readonly folder: string; readonly configuration: string };
const suites = new Map<string, Promise<Suite>>();
/** apt reads and writes one state folder; its downloads take turns. */
const turns = new Map<string, Promise<unknown>>();

/** `apt-get update` of one release, once for all who ask. */
function updated(suite: string): Promise<Suite> {
  const known = suites.get(suite) ?? update(suite);
  suites.set(suite, known);
  return known;
}

async function update(suite: string): Promise<Suite> {
  const { id, codename } = thisMachine();
  const sources = await machineSources(id, codename);
  const parent = join(cacheRoot(), "packages");
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, `.apt-${suite}-`));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "lists", "partial"), { recursive: true });
  await mkdir(join(folder, "archives", "partial"), { recursive: true });
  await writeFile(join(folder, "sources.list"), sources.map((source) => sourceLine(source, suite)).join(""));
  await writeFile(join(folder, "status"), "");
  const configuration = join(folder, "apt.conf");
  await writeFile(configuration, aptConfiguration(folder));
  await run(["apt-get", "-c", configuration, "-q", "update"]);
  return { folder, configuration };
}

/** The files of the packages, in a folder of their own. */
async function download({ suite, names }: PackageSet): Promise<string> {
  const { folder, configuration } = await updated(suite);
  const target = await mkdtemp(join(folder, "set-"));
  const ours = (turns.get(suite) ?? Promise.resolve()).then(() =>
    run(["apt-get", "-c", configuration, "-q", "download", ...names], { cwd: target }),
  );
  turns.set(
    suite,
    ours.catch(() => undefined),
  );
  await ours;
  return target;
}

/** One place packages come from, as apt reads it from the machine's sources, with the release left open. */
type Source = { uri: string; suffix: string; component: string; keyring: string | undefined };

async function machineSources(id: string, codename: string): Promise<Source[]> {
  // The archive's own keyring, where the distribution puts it; else every key that this machine's apt trusts.
  const keyring = [`/usr/share/keyrings/${id}-archive-keyring.gpg`].find((path) => existsSync(path));
  const format = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)";
  const listed = await run([
    "apt-get",
    "indextargets",
    "--no-release-info",
    "--format",
    format,
    "Identifier: Packages",
  ]);
  const sources = [...new Set(listed.trim().split("\n"))].flatMap((line): Source[] => {
    const [uri = "", release = "", component = ""] = line.split("|");
    const suffix = release.slice(codename.length);
    const ours = release.startsWith(codename) && ["", "-updates", "-security"].includes(suffix);
    return ours && ["main", "universe"].includes(component) ? [{ uri, suffix, component, keyring }] : [];
  });
  if (sources.length === 0)
    throw new EngineError(
      `no apt source of this machine serves its own release "${codename}"; add one to /etc/apt/sources.list.d`,
    );
  return sources;
}

/** Documentation is left out: it is a third of the files and not needed here. */
const LEFT_OUT = ["doc", "man", "info", "locale", "lintian"].map((name) => `--exclude=./usr/share/${name}`);

async function unpackSet({ suite }: PackageSet, archives: string, folder: string): Promise<string[]> {
  const unpack = 'deb="$1" && shift && dpkg-deb --fsys-tarfile "$deb" | tar --extract "$@"';
  const lines: string[] = [];
  for (const file of (await readdir(archives)).filter((name) => name.endsWith(".deb")).sort()) {
    const path = join(archives, file);
    await run(["sh", "-c", unpack, "sh", path, "--directory", folder, ...LEFT_OUT]);
    const digest = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    lines.push(`${suite} ${file.replaceAll("%3a", ":")} sha256:${digest}`);
  }
  await rm(archives, { recursive: true });
  return lines;
}

function sourceLine({ uri, suffix, component, keyring }: Source, suite: string): string {
  const options = keyring === undefined ? "" : ` [signed-by=${keyring}]`;
  return `deb${options} ${uri} ${suite}${suffix} ${component}\n`;
}

/** Everything apt would write goes below `apt`; hooks that other packages hung into `apt-get update` are cleared. */
function aptConfiguration(apt: string): string {
  return `#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::Etc::sourcelist "${apt}/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "-";
Dir::State "${apt}";
Dir::State::lists "${apt}/lists";
Dir::State::status "${apt}/status";
Dir::Cache "${apt}";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
Acquire::Retries "3";
APT::Sandbox::User "root";
`;
}
