// Removes one object and classifies the engine's refusals. Images are removed name by name and never forced: forcing also removes an image that
// a stopped container uses (observed on 20.10 and 26.1).
import type { Command, RunOptions, Target } from "@deploy-actions/target";
import * as docker from "../docker.ts";
import { attempt } from "../engine.ts";
import { type EngineObject, type Image, isNotFoundMessage, objects } from "./objects.ts";

export type Removal =
  | { readonly outcome: "removed" | "gone" }
  | { readonly outcome: "in-use" | "many-names" | "failed"; readonly message: string };

export async function remove(target: Target, object: EngineObject, options?: RunOptions): Promise<Removal> {
  switch (object.kind) {
    case "container":
      return removeContainer(target, object.id, options);
    case "volume":
      return runRemoval(target, docker.removeVolume(object.id), options);
    case "network":
      return runRemoval(target, docker.removeNetwork(object.id), options);
    case "image":
      return removeImage(target, object, options);
  }
}

/**
 * Volumes are removed separately. With --force docker exits with 0 for a container that no longer exists, but prints no id. In a short
 * window the engine confirms the removal to two requests (moby, daemon/delete.go: a container deregistered since it was looked up).
 */
async function removeContainer(target: Target, id: string, options?: RunOptions): Promise<Removal> {
  const { code, stdout, stderr } = await attempt(target, docker.removeContainerAlone(id), options);
  if (code !== 0) return parseRefusal(stderr);
  return { outcome: stdout.includes(id) ? "removed" : "gone" };
}

/** Removes all tags but one, then the image by id, so that exactly the checked image is removed. */
async function removeImage(target: Target, image: Image, options?: RunOptions): Promise<Removal> {
  for (const name of image.tags.slice(1)) {
    // A concurrent build may have moved the tag, so it is removed only if it still points to this image.
    const [tagged] = await objects(target, "image", [name], options);
    if (tagged?.id !== image.id) continue;
    const removal = await runRemoval(target, docker.removeImage(name), options);
    if (removal.outcome !== "removed" && removal.outcome !== "gone") return removal;
  }
  const removal = await runRemoval(target, docker.removeImage(image.id), options);
  if (removal.outcome !== "many-names") return removal;
  // An image pulled by digest from several repositories has one name for each.
  for (const name of image.digests) await runRemoval(target, docker.removeImage(name), options);
  const last = await runRemoval(target, docker.removeImage(image.id), options);
  return last.outcome === "gone" ? { outcome: "removed" } : last;
}

async function runRemoval(target: Target, command: Command, options?: RunOptions): Promise<Removal> {
  const { code, stderr } = await attempt(target, command, options);
  return code === 0 ? { outcome: "removed" } : parseRefusal(stderr);
}

/** Classifies the engine's refusal. "Not found" and "removal already in progress" (moby #37698) count as gone. */
export function parseRefusal(stderr: string): Removal {
  const message =
    stderr
      .trim()
      .split(/\r?\n/)
      .at(-1)
      ?.replace(/^Error response from daemon: /, "") ?? "";
  if (isNotFoundMessage(message) || /removal of container \S+ is already in progress/i.test(message))
    return { outcome: "gone" };
  if (/is referenced in multiple repositories/i.test(message)) return { outcome: "many-names", message };
  if (IN_USE.test(message)) return { outcome: "in-use", message };
  return { outcome: "failed", message };
}

const IN_USE =
  /volume is in use|is using its referenced image|image is being used|has dependent child images|has active endpoints/i;
