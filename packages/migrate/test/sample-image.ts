// Images of the sample app for the tests: release one, release two with one migration more, and two releases whose third
// migration is broken or takes for ever. Built as the app's README says, pushed to a registry that asks for a login, kept by digest.
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type PinnedImage, parsePinned } from "@deploy-actions/image";
import { engine } from "../../../test/engine/index.ts";
import { run } from "../../../test/engine/program.ts";

const sampleApp = fileURLToPath(new URL("../../../examples/sample-app", import.meta.url));

export type SampleReleases = {
  readonly one: PinnedImage;
  readonly two: PinnedImage;
  readonly broken: PinnedImage;
  readonly slow: PinnedImage;
};

export async function sampleReleases(): Promise<SampleReleases> {
  const folder = await mkdtemp(join(tmpdir(), "sample-app-"));
  const ours = new Set(["node_modules", "build"]);
  try {
    await cp(sampleApp, folder, { recursive: true, filter: (path) => !ours.has(basename(path)) });
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

async function build(folder: string, release: string): Promise<PinnedImage> {
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
  return parsePinned(names.find((name) => name.startsWith(`${registries.ghcr.host}/`)) ?? "");
}
