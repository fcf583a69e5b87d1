// In an engine that was there before: removes only what this session's programs made there. That is what has
// the session's label, belongs to a compose project under the session's prefix, or was made from an image of the
// session's own registries (no other program has their ports while it runs). Build cache stays: its records do not say
// which session built them, and the engine's own garbage collector removes what is unused.

import { tryRun } from "./program.ts";
import type { Session } from "./session-file.ts";

export async function removeLeftovers(session: Session, env: NodeJS.ProcessEnv): Promise<void> {
  const hosts = Object.values(session.registries ?? {}).map(({ host }) => `${host}/`);
  const isOurs = ({ labels, project, image }: EngineObject): boolean =>
    labels.split(",").includes(session.label) ||
    project.startsWith(session.projectPrefix) ||
    hosts.some((host) => image.startsWith(host));

  const list = async (...argv: string[]): Promise<string[]> =>
    lines((await tryRun(["docker", ...argv], { env })).stdout);
  const format = (id: string, image: string): string =>
    `{{${id}}}\t{{.Labels}}\t{{.Label "com.docker.compose.project"}}\t{{${image}}}`;

  const containers = (await list("ps", "--all", "--no-trunc", "--format", format(".ID", ".Image")))
    .map(engineObject)
    .filter(isOurs);
  await remove(["docker", "rm", "--force", "--volumes"], containers, env);
  const networks = (await list("network", "ls", "--no-trunc", "--format", format(".ID", '""')))
    .map(engineObject)
    .filter(isOurs);
  await remove(["docker", "network", "rm"], networks, env);
  const volumes = (await list("volume", "ls", "--format", format(".Name", '""'))).map(engineObject).filter(isOurs);
  await remove(["docker", "volume", "rm"], volumes, env);

  const labelled = await list("image", "ls", "--all", "--no-trunc", "--quiet", "--filter", `label=${session.label}`);
  const tagged = await list(
    "image",
    "ls",
    "--no-trunc",
    "--format",
    "{{.Repository}}:{{.Tag}}\t{{.ID}}\t{{.Repository}}@{{.Digest}}",
    "--digests",
  );
  const fromHosts = tagged
    .filter((line) => hosts.some((host) => line.startsWith(host)))
    .flatMap((line) => imageNames(line));
  await remove(["docker", "image", "rm", "--force"], [...new Set([...fromHosts, ...labelled])].map(named), env);
}

type EngineObject = { id: string; labels: string; project: string; image: string };

function engineObject(line: string): EngineObject {
  const [id = "", labels = "", project = "", image = ""] = line.split("\t");
  return { id, labels, project, image };
}

function named(id: string): EngineObject {
  return { id, labels: "", project: "", image: "" };
}

/** An image is named by tag where it has one, by digest otherwise; removing a name leaves other names alone. */
function imageNames(line: string): string[] {
  const [byTag = "", , byDigest = ""] = line.split("\t");
  return [byTag, byDigest].filter((name) => !name.includes("<none>"));
}

async function remove(
  command: readonly [string, ...string[]],
  objects: readonly EngineObject[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (objects.length > 0) await tryRun([...command, ...objects.map(({ id }) => id)], { env });
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
