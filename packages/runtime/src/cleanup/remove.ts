// Removes one object, and tells the ways the engine says no apart. Images go name by name and are never forced: forcing takes an image
// from under a stopped container (seen on 20.10 and 26.1).
import type { Command, RunOptions, Target } from "@deploy-actions/target";
import * as docker from "../docker.ts";
import { attempt } from "../engine.ts";
import { type EngineObject, type Image, objects, saysGone } from "./objects.ts";

export type Removal =
  | { readonly outcome: "removed" | "gone" }
  | { readonly outcome: "in-use" | "many-names" | "failed"; readonly words: string };

export async function remove(target: Target, object: EngineObject, options?: RunOptions): Promise<Removal> {
  switch (object.kind) {
    case "container":
      return removeContainer(target, object.id, options);
    case "volume":
      return told(target, docker.removeVolume(object.id), options);
    case "network":
      return told(target, docker.removeNetwork(object.id), options);
    case "image":
      return removeImage(target, object, options);
  }
}

/** Its volumes are judged and removed one by one. By force docker takes a container that is gone for removed (exit code 0), but names none then. */
async function removeContainer(target: Target, id: string, options?: RunOptions): Promise<Removal> {
  const { code, stdout, stderr } = await attempt(target, docker.removeContainerAlone(id), options);
  if (code !== 0) return refusal(stderr);
  return { outcome: stdout.includes(id) ? "removed" : "gone" };
}

/** Every name but one is taken away by itself; the last goes with the image, by id, so that it is the image that was judged or nothing. */
async function removeImage(target: Target, image: Image, options?: RunOptions): Promise<Removal> {
  for (const name of image.tags.slice(1)) {
    // A tag is a pointer that a build beside us may have moved: it is taken away only while it points at the image that was judged.
    const [pointed] = await objects(target, "image", [name], options);
    if (pointed?.id !== image.id) continue;
    const removal = await told(target, docker.removeImage(name), options);
    if (removal.outcome !== "removed" && removal.outcome !== "gone") return removal;
  }
  const removal = await told(target, docker.removeImage(image.id), options);
  if (removal.outcome !== "many-names") return removal;
  // Pulled by digest from several repositories: each is one more name.
  for (const name of image.digests) await told(target, docker.removeImage(name), options);
  const last = await told(target, docker.removeImage(image.id), options);
  return last.outcome === "gone" ? { outcome: "removed" } : last;
}

async function told(target: Target, command: Command, options?: RunOptions): Promise<Removal> {
  const { code, stderr } = await attempt(target, command, options);
  return code === 0 ? { outcome: "removed" } : refusal(stderr);
}

/** What the engine's words of refusal mean. 404 and "removal already in progress" (moby #37698) are what was wanted. */
export function refusal(stderr: string): Removal {
  const words =
    stderr
      .trim()
      .split(/\r?\n/)
      .at(-1)
      ?.replace(/^Error response from daemon: /, "") ?? "";
  if (saysGone(words) || /removal of container .* is already in progress/i.test(words)) return { outcome: "gone" };
  if (/is referenced in multiple repositories/i.test(words)) return { outcome: "many-names", words };
  if (IN_USE.test(words)) return { outcome: "in-use", words };
  return { outcome: "failed", words };
}

const IN_USE =
  /volume is in use|is using its referenced image|image is being used|has dependent child images|has active endpoints/i;
