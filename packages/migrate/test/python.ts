// A Python with the packages of requirements.txt, kept in the cache: the machine's own interpreter, or one unpacked from
// the distribution's packages where there is none. Nothing is installed on the machine.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { kept } from "../../../test/engine/cache.ts";
import { unpackedPackages } from "../../../test/engine/debian-packages.ts";
import { thisMachine } from "../../../test/engine/machine.ts";
import { run, succeeds, tryRun } from "../../../test/engine/program.ts";
import { progress } from "../../../test/engine/progress.ts";

export type Python = {
  readonly program: string;
  /** What it needs to find its libraries and the packages. */
  readonly env: Readonly<Record<string, string>>;
};

const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));
/** The versions that requirements.txt has hashes for. */
const VERSIONS = ["3.11", "3.12", "3.13", "3.14"];

export async function pythonWithPackages(): Promise<Python> {
  const python = (await machinePython()) ?? (await unpackedPython());
  const hash = createHash("sha256")
    .update(await readFile(requirements))
    .digest("hex")
    .slice(0, 12);
  const packages = await kept(`python/${await versionOf(python)}-${process.arch}-${hash}`, async (folder) => {
    progress("installing Alembic, django-tenants and psycopg from PyPI (once; kept in the cache)");
    const install = ["--require-hashes", "--only-binary=:all:", "--no-deps", "--quiet"];
    await run([python.program, ...(await pip(python)), "install", ...install, "--target", folder, "-r", requirements], {
      env: { ...process.env, ...python.env },
    });
  });
  return { ...python, env: { ...python.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: "1" } };
}

async function machinePython(): Promise<Python | undefined> {
  // Asked for its own path: what is called python3 may be a slow shell script that looks for one.
  const script = "import sys, ssl, sqlite3, ctypes, zlib; print(sys.executable)";
  const found = await tryRun(["python3", "-c", script]).catch(() => undefined);
  if (found?.code !== 0) return undefined;
  const python: Python = { program: found.stdout.trim(), env: {} };
  return VERSIONS.includes(await versionOf(python)) ? python : undefined;
}

async function versionOf({ program, env }: Python): Promise<string> {
  const script = "import sys; print('%d.%d' % sys.version_info[:2])";
  const { stdout } = await tryRun([program, "-c", script], { env: { ...process.env, ...env } });
  return stdout.trim();
}

/** Which Python a release has, and what its libssl is called. */
const RELEASES: Readonly<Record<string, readonly [version: string, ssl: string]>> = {
  bookworm: ["3.11", "libssl3"],
  trixie: ["3.13", "libssl3t64"],
  noble: ["3.12", "libssl3t64"],
};

async function unpackedPython(): Promise<Python> {
  const { codename } = thisMachine();
  const release = RELEASES[codename];
  if (release === undefined) {
    throw new Error(
      `These tests need Python ${VERSIONS.join(", ")} as python3; install it (with pip) and run them again.`,
    );
  }
  const [version, ssl] = release;
  const prefix = await unpackedPackages("python", [
    {
      suite: codename,
      names: [
        ...[`python${version}-minimal`, `libpython${version}-minimal`, `libpython${version}-stdlib`],
        ...[ssl, "libexpat1", "zlib1g", "libffi8", "libsqlite3-0", "libbz2-1.0", "liblzma5"],
      ],
    },
  ]);
  const triplet = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  const libraries = [join(prefix, "usr/lib", triplet), join(prefix, "lib", triplet)].join(":");
  return {
    program: join(prefix, `usr/bin/python${version}`),
    env: { PYTHONHOME: join(prefix, "usr"), LD_LIBRARY_PATH: libraries },
  };
}

/** How this Python runs pip: its own module, or the wheel that the distribution packages. */
async function pip({ program, env }: Python): Promise<string[]> {
  if (await succeeds([program, "-m", "pip", "--version"], { env: { ...process.env, ...env } })) return ["-m", "pip"];
  const { codename } = thisMachine();
  const wheels = join(
    await unpackedPackages("pip", [{ suite: codename, names: ["python3-pip-whl"] }]),
    "usr/share/python-wheels",
  );
  const wheel = (await readdir(wheels)).find((name) => name.startsWith("pip-"));
  return [join(wheels, wheel ?? "", "pip")];
}
