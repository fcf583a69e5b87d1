// A scratch git repository of the sample app with three commits: a good release, the next good one, and a bad one. The demo
// and the workflow tests deploy it.
import { execFile } from "node:child_process";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const SAMPLE = join(import.meta.dirname, "../../examples/sample-app");

export interface SampleRepository {
  readonly folder: string;
  /** Full SHAs. */
  readonly commits: { readonly one: string; readonly two: string; readonly bad: string };
}

/** Makes the repository in `folder`. `addTo` puts more files into every commit, such as the workflows under test. */
export async function sampleRepository(
  folder: string,
  addTo?: (folder: string) => Promise<void>,
): Promise<SampleRepository> {
  await mkdir(folder, { recursive: true });
  await cp(SAMPLE, folder, {
    recursive: true,
    filter: (source) => !/\/(node_modules|build|releases)(\/|$)/.test(source.slice(SAMPLE.length)),
  });
  await addTo?.(folder);
  await git(folder, "init", "--quiet", "--initial-branch=main");
  const one = await commit(folder, "Release one");
  await cp(join(SAMPLE, "releases/two"), folder, { recursive: true });
  const two = await commit(folder, "Release two: notes have an author");
  await cp(join(SAMPLE, "releases/bad"), folder, { recursive: true });
  const bad = await commit(folder, "Release three: never gets healthy");
  return { folder, commits: { one, two, bad } };
}

/** Puts the work tree at a commit, as a checkout in a job would: no files of another commit stay. */
export async function checkOut({ folder }: SampleRepository, sha: string): Promise<void> {
  await git(folder, "checkout", "--quiet", "--force", sha);
  await rm(join(folder, "build"), { recursive: true, force: true });
}

async function commit(folder: string, message: string): Promise<string> {
  await git(folder, "add", "--all");
  await git(
    folder,
    "-c",
    "user.name=Sample",
    "-c",
    "user.email=sample@example.com",
    "commit",
    "--quiet",
    "--message",
    message,
  );
  const { stdout } = await git(folder, "rev-parse", "HEAD");
  return stdout.trim();
}

const git = (folder: string, ...args: readonly string[]) => run("git", ["-C", folder, ...args]);
