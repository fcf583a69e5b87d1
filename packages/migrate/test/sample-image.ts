// Images of the sample app for the tests: release one, release two with one more migration, and two releases whose third migration fails or
// never finishes. Built as the app's README says, pushed to a registry that requires a login, referenced by digest.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { formatReference, type PinnedImage, parsePinned } from "@deploy-actions/image";
import { z } from "zod";
import { engine } from "../../../test/engine/index.ts";
import { run } from "../../../test/engine/program.ts";

const sampleApp = fileURLToPath(new URL("../../../examples/sample-app", import.meta.url));

export type SampleReleases = {
  readonly one: PinnedImage;
  readonly two: PinnedImage;
  readonly broken: PinnedImage;
  readonly slow: PinnedImage;
};

/** Built once per session and state of the app, because several test files use them. */
export async function sampleReleases(): Promise<SampleReleases> {
  const record = join(engine().folder, `migrate-sample-${await stateOfApp()}.json`);
  if (!existsSync(record)) await writeFile(record, JSON.stringify(await built()));
  const references = Digests.parse(JSON.parse(await readFile(record, "utf8")));
  const { one, two, broken, slow } = references;
  return { one: parsePinned(one), two: parsePinned(two), broken: parsePinned(broken), slow: parsePinned(slow) };
}

const Digests = z.object({ one: z.string(), two: z.string(), broken: z.string(), slow: z.string() });

/** Removes an image from the engine under all its names; it stays in the registry. */
export async function removeFromEngine(image: PinnedImage): Promise<void> {
  const format = "{{range .RepoTags}}{{println .}}{{end}}{{range .RepoDigests}}{{println .}}{{end}}";
  const names = await run(["docker", "image", "inspect", "--format", format, formatReference(image)]);
  await run(["docker", "image", "rm", "--force", ...names.split("\n").filter((name) => name !== "")]);
}

/** Folders that are not part of the app's source. */
const NOT_SOURCE = new Set(["node_modules", "build"]);

async function stateOfApp(): Promise<string> {
  const names = await readdir(sampleApp, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (path) =>
        !path
          .slice(sampleApp.length)
          .split(sep)
          .some((part) => NOT_SOURCE.has(part)),
    )
    .sort();
  const hash = createHash("sha256");
  for (const path of files) hash.update(`${path}\0`).update(await readFile(path));
  return hash.digest("hex").slice(0, 12);
}

async function built(): Promise<z.infer<typeof Digests>> {
  const folder = await mkdtemp(join(tmpdir(), "sample-app-"));
  try {
    await cp(sampleApp, folder, { recursive: true, filter: (path) => !NOT_SOURCE.has(basename(path)) });
    await run(["npm", "ci", "--prefer-offline"], { cwd: folder });
    const one = await build(folder, "one");
    await cp(join(folder, "releases/two"), folder, { recursive: true });
    const two = await build(folder, "two");
    const third = (statement: string) =>
      writeFile(join(folder, "src/migrations/0003_third.sql"), `-- Up Migration\n${statement};\n`);
    await third("alter table notes add column pinned boolean;\nalter table nowhere add column x int");
    const broken = await build(folder, "broken");
    await third("select pg_sleep(600)");
    return { one, two, broken, slow: await build(folder, "slow") };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function build(folder: string, release: string): Promise<string> {
  const { baseImage, registries, label, dockerConfig } = engine();
  const tag = `${registries.ghcr.host}/migrate/sample-app:${release}`;
  const env = { ...process.env, DOCKER_CONFIG: dockerConfig.loggedIn };
  await run(["npm", "run", "--silent", "build"], { cwd: folder });
  const options = [
    "--quiet",
    "--provenance=false",
    "--load",
    "--label",
    label,
    "--build-arg",
    `NODE_IMAGE=${baseImage}`,
  ];
  await run(["docker", "buildx", "build", ...options, "--tag", tag, folder], { env });
  await run(["docker", "push", "--quiet", tag], { env });
  const digests = await run(["docker", "image", "inspect", "--format", "{{json .RepoDigests}}", tag], { env });
  const names: string[] = JSON.parse(digests);
  return names.find((name) => name.startsWith(`${registries.ghcr.host}/`)) ?? "";
}
