// A Python with the packages of a requirements file, kept in the cache: the machine's own interpreter, or one unpacked from
// the distribution's packages where there is none. Nothing is installed on the machine.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { kept } from "./cache.ts";
import { unpackedPackages } from "./debian-packages.ts";
import { thisMachine } from "./machine.ts";
import { run, succeeds, tryRun } from "./program.ts";
import { progress } from "./progress.ts";

export type Python = {
  readonly program: string;
  /** What it needs to find its libraries and the packages. */
  readonly env: Readonly<Record<string, string>>;
};
/** A Python that has packages: they are in `folder`, their programs in `folder/bin`. */
export type PythonWithPackages = Python & { readonly folder: string };

/** The versions that the requirements files have hashes for. */
const VERSIONS = ["3.11", "3.12", "3.13", "3.14"];

/** `requirements` is the path of a file in which every package has a version and hashes; `what` names the packages in the log. */
export async function pythonWith(requirements: string, what: string): Promise<PythonWithPackages> {
  const python = (await machinePython()) ?? (await unpackedPython());
  const hash = createHash("sha256")
    .update(await readFile(requirements))
    .digest("hex")
    .slice(0, 12);
  const folder = await kept(`python/${await versionOf(python)}-${process.arch}-${hash}`, async (target) => {
    progress(`installing ${what} from PyPI (once; kept in the cache)`);
    const install = ["--require-hashes", "--only-binary=:all:", "--no-deps", "--quiet"];
    await run([python.program, ...(await pip(python)), "install", ...install, "--target", target, "-r", requirements], {
      env: { ...process.env, ...python.env },
    });
  });
  return { ...python, folder, env: { ...python.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: "1" } };
}

async function machinePython(): Promise<Python | undefined> {
  // Asks the interpreter for its own path: what is called python3 may be a slow shell script that looks for one.
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
